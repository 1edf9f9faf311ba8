"""`copydesk stage` and `copydesk run`: the pipeline without Kafka."""

from collections.abc import Sequence

import click

from service.cli.errors import FAILED, Failure
from service.cli.explain import explain_files

STDIN = "-"

_jobs = click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="Work in this many processes; the order stays the same.",
)


@click.command()
@click.argument("name", metavar="clean|tag|enrich", type=click.Choice(("clean", "tag", "enrich")))
@_jobs
@click.option(
    "--explain",
    is_flag=True,
    help="Show what the stage does and why instead, as `copydesk explain` does.",
)
@click.pass_context
def stage(ctx: click.Context, name: str, jobs: int, explain: bool) -> None:
    """One stage as a filter, without Kafka.

    Reads the stage's input events from standard input, one JSON object a line, and writes its
    output events to standard output in the same order. What fails goes to standard error as
    dead letters, a JSON line each, and the exit status is 1.

    The least input is {"id": "1", "content": "..."} for clean and {"id": "1", "body": "..."}
    for tag and enrich.
    """
    if explain:
        explain_files((STDIN,), stages=(name,))
    else:
        _filter(ctx, (name,), jobs)


@click.command()
@_jobs
@click.pass_context
def run(ctx: click.Context, jobs: int) -> None:
    """The whole pipeline as a filter, without Kafka.

    Reads raw articles from standard input, one JSON object a line, and writes enriched articles
    to standard output in the same order. What fails goes to standard error as dead letters, a
    JSON line each, and the exit status is 1.

    Example: copydesk run --jobs 4 < articles.jsonl > enriched.jsonl 2> dead-letters.jsonl
    """
    _filter(ctx, (), jobs)


def _filter(ctx: click.Context, names: Sequence[str], jobs: int) -> None:
    """Run the named steps, or all, on standard input."""
    from service.app import limits, pipeline_of
    from service.processing.filter import run_filter
    from service.processing.pool import NotLoaded, StagePool
    from service.settings import read_settings

    settings = read_settings()
    steps = [step for step in pipeline_of(settings) if not names or step.name in names]
    out, err = click.get_binary_stream("stdout"), click.get_binary_stream("stderr")

    def write(line: bytes) -> None:
        out.write(line)
        out.flush()  # whoever reads this sees each event as soon as it is there

    with StagePool(steps, jobs, limits(settings)) as pool:
        try:
            pool.warm_up().result()
        except NotLoaded:
            raise
        except Exception as error:  # the stage process has said why on standard error
            raise Failure(f"a stage could not be loaded: {error}") from error
        # A file object of our own: sys.stdin would be locked by a thread that waits in it.
        with open(0, "rb", closefd=False) as lines:
            failures = run_filter(
                pool, [step.name for step in steps], lines, write, err.write, processes=jobs
            )
    if failures:
        ctx.exit(FAILED)
