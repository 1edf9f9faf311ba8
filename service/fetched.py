"""Reading records whose header names are not UTF-8, at which aiokafka gives up.

Kafka does not look at names, so any producer may write such a record; aiokafka raises out of its
fetcher, and a consumer never gets past it. Here the name is read with its odd bytes written out
(`b\\xffd`), and the record goes its way like any other.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Protocol

from aiokafka.consumer import fetcher
from aiokafka.errors import CorruptRecordException
from aiokafka.record.default_records import _DefaultRecordBatchPy
from aiokafka.record.memory_records import MemoryRecords

_LENGTH_AT, _OVERHEAD = 8, 12  # bytes: of a batch's length, which counts what is behind it


class FetchedRecord(Protocol):
    """A record as aiokafka's parser gives it."""

    offset: int
    headers: list[tuple[str, bytes | None]]


class Fetched:
    """The batches of one answer to a fetch: aiokafka's `MemoryRecords`, and as fast."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._batches = MemoryRecords(content)
        self._begins = 0

    def size_in_bytes(self) -> int:
        return int(self._batches.size_in_bytes())

    def has_next(self) -> bool:
        return bool(self._batches.has_next())

    def next_batch(self) -> "FetchedBatch":
        begins = self._begins
        batch = self._batches.next_batch()
        length = self._content[begins + _LENGTH_AT : begins + _OVERHEAD]
        self._begins += _OVERHEAD + int.from_bytes(length, "big")
        return FetchedBatch(batch, memoryview(self._content)[begins : self._begins])


class FetchedBatch:
    """One batch; all that is not said here is aiokafka's."""

    def __init__(self, batch: Any, content: memoryview) -> None:
        self._batch = batch
        self._content = content

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __next__(self) -> FetchedRecord:
        record: FetchedRecord = next(self._batch)
        return record

    def __iter__(self) -> Iterator[FetchedRecord]:
        done = 0
        try:
            for record in self._batch:
                yield record
                done += 1
        except (UnicodeDecodeError, CorruptRecordException):  # the latter without its extensions
            yield from islice(_lenient(self._content), done, None)


class _Escaping(bytearray):
    """Bytes that decode without fail, as do the parts of them."""

    def __getitem__(self, at: Any) -> Any:
        part = super().__getitem__(at)
        return _Escaping(part) if isinstance(part, bytearray) else part

    def decode(self, encoding: str = "utf-8", errors: str = "backslashreplace") -> str:
        return super().decode(encoding, "backslashreplace")


def _lenient(content: memoryview) -> Iterator[FetchedRecord]:
    """The records of a batch by aiokafka's parser in Python, which only decodes header names."""
    batch = _DefaultRecordBatchPy(content)
    batch._maybe_uncompress()
    batch._buffer = _Escaping(batch._buffer)
    yield from batch


def read_any_header_name() -> None:
    """Have all consumers of this process read by `Fetched`."""
    fetcher.MemoryRecords = Fetched
