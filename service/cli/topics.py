"""`copydesk topics`"""

import click

from service.cli.errors import FAILED


@click.group()
def topics() -> None:
    """Create or verify the topics on a real cluster.

    The names, retention, cleanup policy and largest message come with copydesk; the number of
    partitions and replicas from COPYDESK_PARTITIONS and COPYDESK_REPLICATION_FACTOR.
    """


@topics.command()
def apply() -> None:
    """Create what is missing and change what differs, and say what was done."""
    import asyncio

    from service.app import connection
    from service.client.admin import apply_topics
    from service.settings import read_settings

    s = read_settings()
    done = asyncio.run(
        apply_topics(connection(s), s.topic_prefix, s.partitions, s.replication_factor)
    )
    for line in done or ["all topics are as they should be"]:
        click.echo(line)


@topics.command()
@click.pass_context
def check(ctx: click.Context) -> None:
    """Say each difference, a line for each; exit status 1 if there is any."""
    import asyncio

    from service.app import connection
    from service.client.admin import check_topics
    from service.settings import read_settings

    s = read_settings()
    differences = asyncio.run(
        check_topics(connection(s), s.topic_prefix, s.partitions, s.replication_factor)
    )
    for difference in differences:
        click.echo(str(difference))
    if differences:
        ctx.exit(FAILED)
    click.echo("all topics are as they should be", err=True)
