"""Faust's Kafka transport, with the one hole mended through which records were lost.

After a rebalance Faust throws away what it has fetched and seeks back to the committed offsets.
For a partition without a commit aiokafka seeks nowhere: the position stays behind the records
that were thrown away, the next ones are acked, and their offset is committed past the lost ones.
Seen with a new consumer group whose second worker joined while the first was busy.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from faust.transport.drivers import aiokafka
from faust.types import TP


class Consumer(aiokafka.Consumer):  # type: ignore[misc]
    """A consumer that goes back to the start of a partition that has no commit."""

    async def seek_to_committed(self) -> Mapping[Any, int]:
        """Seek all partitions to where the group stands; the committed offsets, as they are."""
        committed: Mapping[Any, int] = await super().seek_to_committed()
        uncommitted = [partition for partition, offset in committed.items() if not offset]
        if uncommitted:
            await self.seek_wait(await self.earliest_offsets(*uncommitted))
        return committed

    def committed_offsets(self) -> Mapping[TP, int | None]:
        """Where the group stands on our partitions; None without a commit.

        Without those of which Faust has not learnt it yet after a rebalance.
        """
        return {tp: self._committed_offset.get(tp) for tp in list(self._read_offset)}

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        done: bool = await super()._commit(offsets)
        if done:
            self.transport.note_commit(offsets)
        return done


class Transport(aiokafka.Transport):  # type: ignore[misc]
    """Faust's aiokafka transport with our consumer; `note_commit` hears of each commit."""

    Consumer = Consumer
    note_commit: Callable[[Iterable[TP]], None] = staticmethod(lambda offsets: None)
