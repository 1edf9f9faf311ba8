"""What goes wrong, said in one line: the exit status of every command, in one place.

| exit | what                                                              |
|------|-------------------------------------------------------------------|
| 1    | done, but not all of it passed (dead letters, differences, bad lines) |
| 2    | a wrong argument or setting                                       |
| 3    | the broker cannot be reached, or lacks the topics                 |
| 74   | standard output cannot be written, as on a full disk              |
| 130  | Ctrl-C                                                            |
| 141  | whoever read standard output has gone, as `head` does             |
"""

import errno
import logging
import os
import sys
from typing import Any, NoReturn

import click

FAILED, USAGE, BROKER, UNWRITABLE, INTERRUPTED, READER_GONE = 1, 2, 3, 74, 130, 141

# By name, since most commands import only some of these, and `--help` none.
EXPECTED = {
    "service.settings.SettingsError": USAGE,
    "service.connection.BrokerUnreachable": BROKER,
    "service.connection.NotAllowed": BROKER,
    "service.app.TopicsMissing": BROKER,
    "service.stages.tag.tagger.BackendUnavailable": USAGE,
    "service.knowledge.base.KnowledgeError": USAGE,
    "service.processing.pool.NotLoaded": USAGE,
    "service.client.admin.Refused": FAILED,
    "service.broker.librdkafka.EmbeddedBrokerUnavailable": FAILED,
}


class Failure(click.ClickException):
    """Ends the command with one line on standard error."""

    def __init__(self, message: str, exit_code: int = FAILED) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class Commands(click.Group):
    """A group of commands whose expected errors end in one line instead of a traceback."""

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run the command line and end the process (by SystemExit)."""
        for name in ("aiokafka", "asyncio"):
            # Their warnings about a broker that is away would come before our one line. A worker
            # has a handler at the root, and logs them all the same.
            logging.getLogger(name).addHandler(logging.NullHandler())
        try:
            status = super().main(*args, **{**extra, "standalone_mode": False})
        except click.Abort:
            status = INTERRUPTED
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            status = error.exit_code
        except click.UsageError as error:
            # Without click's usage text around it: one clear line.
            status = _say(_with_hint(error), USAGE)
        except click.ClickException as error:
            status = _say(error.format_message(), error.exit_code)
        except Exception as error:
            exit_code = _exit_code(error)
            if exit_code is None:
                raise
            status = _say(str(error), exit_code)
        sys.exit(status or 0)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; ends that click would word in its own way are worded here."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            _discard_output()
            raise click.exceptions.Exit(READER_GONE) from None
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO):
                raise
            _discard_output()
            message = f"cannot write to standard output: {error.strerror}"
            raise Failure(message, UNWRITABLE) from None


def _discard_output() -> None:
    """So that the interpreter does not fail once more, flushing at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _say(message: str, status: int) -> int:
    click.echo(f"copydesk: {' '.join(message.split())}", err=True)
    return status


def _with_hint(error: click.UsageError) -> str:
    command = error.ctx.command_path if error.ctx else "copydesk"
    return f"{error.format_message().rstrip('.')} (`{command} --help` tells more)"


def _exit_code(error: Exception) -> int | None:
    """The exit status that an expected error stands for; None for a bug."""
    names = {f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__}
    return next((status for name, status in EXPECTED.items() if name in names), None)
