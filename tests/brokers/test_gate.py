import struct

from tests.brokers.gate import is_leaders_sync


def text(value: str | None) -> bytes:
    data = (value or "").encode()
    return struct.pack(">h", -1 if value is None else len(data)) + data


def sync(version: int, assignments: int, client: str | None = "client", key: int = 14) -> bytes:
    """A SyncGroup request without its length, as versions 0 to 3 encode it."""
    return b"".join(
        [
            struct.pack(">hhi", key, version, 7),
            text(client) + text("group") + struct.pack(">i", 3) + text("member"),
            text(None) if version >= 3 else b"",
            struct.pack(">i", assignments),
            (text("member") + struct.pack(">i", 2) + b"xx") * assignments,
        ]
    )


def test_a_sync_with_assignments_is_the_leaders() -> None:
    assert is_leaders_sync(sync(0, 1))
    assert is_leaders_sync(sync(1, 2, client=None))
    assert is_leaders_sync(sync(3, 2))


def test_a_sync_without_assignments_and_any_other_request_is_not() -> None:
    assert not is_leaders_sync(sync(0, 0))
    assert not is_leaders_sync(sync(3, 0))
    assert not is_leaders_sync(sync(1, 2, key=11))
    assert not is_leaders_sync(struct.pack(">hhih", 18, 0, 1, -1))
