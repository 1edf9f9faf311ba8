"""A gate before the embedded broker that lets groups of several members come together.

librdkafka's mock cluster calls a group complete as soon as its leader has sent SyncGroup, and
answers every member that sends its own later with InvalidRequest: aiokafka raises, a Faust worker
stands still. Real Kafka has no such race. The gate holds the leader's SyncGroup back, so that the
others' come first.
"""

import asyncio
import contextlib
import struct

HOLD_SECONDS = 0.3  # enough for the followers, well below any session timeout
SYNC_GROUP = 14  # ApiKey
LAST_PLAIN_VERSION = 3  # of SyncGroup; later ones have another encoding, aiokafka uses none
CHUNK_BYTES = 64 * 1024


class Gate:
    """Passes connections on from `port` to `target` ("host:port"), both on this machine."""

    def __init__(self, port: int, target: str) -> None:
        self._port = port
        self._host, _, target_port = target.rpartition(":")
        self._target_port = int(target_port)
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def open(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._pass_on, self._host, self._port)

    def close(self) -> None:
        """Refuse connections, and cut those there are."""
        if self._server is not None:
            self._server.close()
        for writer in self._open:
            writer.transport.abort()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(self._host, self._target_port)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, far_writer}
        answers = asyncio.create_task(_copy(far_reader, writer))
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await _copy_requests(reader, far_writer)
        far_writer.transport.abort()
        await answers
        self._open -= {writer, far_writer}


async def _copy_requests(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        size = await reader.readexactly(4)
        request = await reader.readexactly(struct.unpack(">i", size)[0])
        if is_leaders_sync(request):
            await asyncio.sleep(HOLD_SECONDS)
        writer.write(size + request)
        await writer.drain()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(CHUNK_BYTES):
            writer.write(data)
            await writer.drain()
    writer.transport.abort()


def is_leaders_sync(request: bytes) -> bool:
    """Whether this request, less its length, is a SyncGroup that carries assignments."""
    key, version = struct.unpack_from(">hh", request)
    if key != SYNC_GROUP or version > LAST_PLAIN_VERSION:
        return False
    at = _after_text(request, 8)  # the client's id, after key, version and correlation id
    at = _after_text(request, at) + 4  # group, generation
    at = _after_text(request, at)  # member
    if version >= 3:
        at = _after_text(request, at)  # group instance
    assignments: int = struct.unpack_from(">i", request, at)[0]
    return assignments > 0


def _after_text(request: bytes, at: int) -> int:
    length: int = struct.unpack_from(">h", request, at)[0]
    return at + 2 + max(length, 0)  # -1 stands for none
