"""`copydesk worker`"""

import signal
import sys

import click


@click.command()
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Run this many workers under one parent, which restarts one that ends or hangs, and "
    "serves the health and the metrics of all.",
)
@click.option("--create-topics", is_flag=True, help="Create the topics that are missing.")
@click.option("--health-socket", type=int, hidden=True, help="Of the parent, to listen on.")
def worker(processes: int, create_topics: bool, health_socket: int | None) -> None:
    """Run the service against the Kafka at COPYDESK_BROKER.

    Stops on SIGTERM and Ctrl-C once the work in hand is delivered. `copydesk settings` shows
    all that can be set.
    """
    # Until Faust sets handlers of its own: in a container this is process 1, to which a signal
    # that nobody handles means nothing. There is nothing to drain yet.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    import asyncio
    import socket

    from service.app import connection, pipeline_of, require_topics, run_worker, web_listener
    from service.settings import read_settings

    settings = read_settings(**({"create_topics": True} if create_topics else {}))
    if processes == 1:
        listener = None if health_socket is None else socket.socket(fileno=health_socket)
        run_worker(settings, listener=listener)
        return
    from service.logs import set_up_logging
    from service.streaming.supervisor import Supervisor

    # Here, once, rather than in each worker, where it would look like a worker to be restarted.
    pipeline_of(settings)
    listener = web_listener(settings)
    asyncio.run(require_topics(settings, connection(settings)))
    set_up_logging(settings.log_level, settings.log_format)
    supervisor = Supervisor(
        processes,
        [sys.executable, "-m", "service", "worker"],
        listener,
        silence_seconds=settings.loop_limit_seconds + settings.live_grace_seconds,
        drain_seconds=settings.drain_seconds,
    )
    sys.exit(supervisor.run())
