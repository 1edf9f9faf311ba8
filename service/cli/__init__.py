"""The command `copydesk`. Each command is one file; heavy imports wait until a command runs."""

import click

from service import __version__
from service.cli.demo import demo
from service.cli.errors import Commands
from service.cli.explain import explain
from service.cli.filters import run, stage
from service.cli.generate import generate
from service.cli.kb import kb
from service.cli.produce import produce
from service.cli.schemas import schemas
from service.cli.settings import settings
from service.cli.tail import tail
from service.cli.topics import topics
from service.cli.worker import worker


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="copydesk", message="%(prog)s %(version)s")
def main() -> None:
    """Raw news articles in, clean and entity-tagged articles out.

    Start with `copydesk demo`, which needs nothing else. `worker`, `produce`, `tail` and `topics`
    work with the Kafka at COPYDESK_BROKER; all other commands need none.

    \b
    Exit status:  0    all is well
                  1    done, but something did not pass, and is named
                  2    a wrong argument or setting
                  3    the broker cannot be reached, or lacks the topics
                  130  Ctrl-C
    """


COMMANDS = (
    *(demo, worker, produce, tail, stage, run, explain),
    *(topics, schemas, settings, kb, generate),
)
for command in COMMANDS:
    main.add_command(command)
