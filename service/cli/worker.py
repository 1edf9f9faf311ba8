"""`copydesk worker`"""

import sys

import click


@click.command()
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Run this many workers under one parent, which restarts one that ends. Worker n serves "
    "its health and metrics on COPYDESK_WEB_PORT + n.",
)
@click.option("--create-topics", is_flag=True, help="Create the topics that are missing.")
def worker(processes: int, create_topics: bool) -> None:
    """Run the service against the Kafka at COPYDESK_BROKER.

    Stops on SIGTERM and Ctrl-C once the work in hand is delivered. `copydesk settings` shows
    all that can be set.
    """
    import asyncio

    from service.app import connection, require_topics, run_worker
    from service.settings import read_settings

    settings = read_settings(**({"create_topics": True} if create_topics else {}))
    if processes == 1:
        run_worker(settings)
        return
    from service.logs import set_up_logging
    from service.streaming.supervisor import supervise

    # Here, once, rather than in each worker, where it would look like a worker to be restarted.
    asyncio.run(require_topics(settings, connection(settings)))
    set_up_logging(settings.log_level, settings.log_format)
    command = [sys.executable, "-m", "service", "worker"]
    sys.exit(supervise(processes, command, settings.web_port, settings.drain_seconds))
