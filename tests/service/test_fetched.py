"""Records with header names that are not UTF-8, as a broker would send them."""

import gzip
import struct
from typing import Any

import pytest
from aiokafka.errors import CorruptRecordException
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.record.util import calc_crc32c

from service.fetched import Fetched

PLAIN, GZIP = 0, 1
CRC_AT, CRC_BEGINS = 17, 21


def batch(names: list[str], compression: int = PLAIN) -> bytes:
    """One batch of records, each with a header of that name; `?` in it becomes a byte 0xFF."""
    builder = DefaultRecordBatchBuilder(
        magic=2,
        compression_type=PLAIN,
        is_transactional=0,
        producer_id=-1,
        producer_epoch=-1,
        base_sequence=-1,
        batch_size=1 << 20,
    )
    for offset, name in enumerate(names):
        value = b"value %d" % offset
        builder.append(offset, timestamp=5, key=b"key", value=value, headers=[(name, b"x")])
    return checked(bytes(builder.build()).replace(b"?", b"\xff"), compression)


def checked(content: bytes, compression: int) -> bytes:
    if compression == GZIP:
        content = content[:61] + gzip.compress(content[61:])
        content = content[:8] + struct.pack(">i", len(content) - 12) + content[12:]
        content = content[:22] + bytes([GZIP]) + content[23:]
    checksum = calc_crc32c(content[CRC_BEGINS:])
    return content[:CRC_AT] + struct.pack(">I", checksum) + content[CRC_BEGINS:]


def read(records: Any) -> list[tuple[int, str, bytes]]:
    found = []
    while records.has_next():
        part = records.next_batch()
        assert part.validate_crc()
        assert part.next_offset == part.base_offset + 3
        found += [(record.offset, record.headers[0][0], record.value) for record in part]
    return found


@pytest.mark.parametrize("compression", [PLAIN, GZIP])
def test_a_name_that_is_not_utf8_is_read_with_its_bytes_written_out(compression: int) -> None:
    content = batch(["one", "t?o", "three"], compression) + batch(["four", "five", "s?x"])
    assert read(Fetched(content)) == [
        (0, "one", b"value 0"),
        (1, "t\\xffo", b"value 1"),
        (2, "three", b"value 2"),
        (0, "four", b"value 0"),
        (1, "five", b"value 1"),
        (2, "s\\xffx", b"value 2"),
    ]


def test_aiokafka_alone_still_gives_up_on_it() -> None:
    with pytest.raises((UnicodeDecodeError, CorruptRecordException)):
        read(MemoryRecords(batch(["one", "t?o", "three"])))


def test_all_else_is_as_aiokafka_reads_it() -> None:
    content = batch(["one", "zwei", "τρία"]) * 2
    assert read(Fetched(content)) == read(MemoryRecords(content))
    assert Fetched(content).size_in_bytes() == len(content)


def test_what_is_broken_stays_an_error() -> None:
    content = batch(["one", "t?o", "three"])
    part = Fetched(content[:61] + b"\x02" + content[62:]).next_batch()  # a record of one byte
    assert not part.validate_crc()
    with pytest.raises(CorruptRecordException):
        list(part)


def test_half_a_batch_at_the_end_is_left_for_the_next_fetch() -> None:
    content = batch(["one", "two", "three"])
    assert len(read(Fetched(content + content[:-1]))) == 3
