"""A worker that stands still while a file exists: python -m tests.chaos.standstill_worker KIND.

    loop      its event loop is blocked
    waiting   it takes no batch
    in_hand   its stage processes give no answer
    commit    its commits are not answered

With --parent it is the parent of one such worker. $STUCK_WHILE names the file.
"""

import asyncio
import os
import socket
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from service.app import run_worker, web_listener
from service.logs import set_up_logging
from service.processing.pool import StagePool
from service.settings import read_settings
from service.streaming.supervisor import Supervisor
from service.streaming.transport import Consumer
from service.streaming.worker import Newsroom

KINDS = ("loop", "waiting", "in_hand", "commit")


def is_stuck() -> bool:
    return Path(os.environ["STUCK_WHILE"]).exists()


def patch(kind: str) -> None:
    """Make the worker of this process stand still, in one place."""
    handle: Callable[..., Any] = Newsroom._handle
    submit: Callable[..., Any] = StagePool.submit
    commit: Callable[..., Any] = Consumer._commit

    async def handle_or_not(*arguments: Any) -> None:
        while is_stuck():
            if kind == "loop":
                time.sleep(0.1)  # noqa: ASYNC251 - that is the fault
            else:
                await asyncio.sleep(0.1)
        await handle(*arguments)

    def submit_or_not(*arguments: Any) -> Any:
        return Future() if is_stuck() else submit(*arguments)

    async def commit_or_not(*arguments: Any) -> Any:
        if is_stuck():
            await asyncio.Event().wait()
        return await commit(*arguments)

    target: Any  # the types are those of what is replaced, which mypy cannot see
    target, name, fault = {
        "loop": (Newsroom, "_handle", handle_or_not),
        "waiting": (Newsroom, "_handle", handle_or_not),
        "in_hand": (StagePool, "submit", submit_or_not),
        "commit": (Consumer, "_commit", commit_or_not),
    }[kind]
    setattr(target, name, fault)


def main(kind: str, *options: str) -> None:
    settings = read_settings()
    if "--parent" in options:
        set_up_logging(settings.log_level, settings.log_format)
        command = [sys.executable, "-m", "tests.chaos.standstill_worker", kind]
        supervisor = Supervisor(
            1,
            command,
            web_listener(settings),
            silence_seconds=settings.loop_limit_seconds + settings.live_grace_seconds,
            drain_seconds=settings.drain_seconds,
        )
        sys.exit(supervisor.run())
    patch(kind)
    listener = None
    if "--health-socket" in options:
        listener = socket.socket(fileno=int(options[options.index("--health-socket") + 1]))
    run_worker(settings, listener=listener)


if __name__ == "__main__":
    main(*sys.argv[1:])
