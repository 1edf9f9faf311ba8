"""The composition root: settings in, a running service out. Nothing else reads settings but cli."""

import asyncio
import socket
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faust
import uvloop
from faust.auth import Credentials, OAuthCredentials, SASLCredentials, SSLCredentials
from pydantic import SecretStr
from yarl import URL

from schemas.topics import TOPICS, Topic
from service import __version__, metrics
from service.client.admin import apply_topics
from service.connection import Connection, TokenFile, tls_context
from service.knowledge import KnowledgeError, load_knowledge
from service.logs import set_up_logging
from service.processing.pool import Limits, StagePool
from service.settings import Settings, SettingsError
from service.stages.tag import BackendUnavailable, ModelUnavailable, TaggerChoice
from service.streaming.acks import ConfirmedEvent
from service.streaming.health import listen
from service.streaming.tracing import NoTracing, Tracing
from service.streaming.transport import Transport
from service.streaming.worker import Delivery, Newsroom, Worker
from service.topology import Step, pipeline

MESSAGE_OVERHEAD_BYTES = 64 * 1024  # key, headers and framing around a value
DAY_SECONDS = 24 * 3600.0


class TopicsMissing(Exception):
    """The broker lacks topics that the worker needs; the message names them."""


def connection(settings: Settings) -> Connection:
    """How to reach the broker. Raises SettingsError for TLS files that do not fit."""
    tls = None
    if "SSL" in settings.security_protocol:
        try:
            tls = tls_context(
                settings.ssl_ca_file,
                settings.ssl_cert_file,
                settings.ssl_key_file,
                _reveal(settings.ssl_key_password),
            )
        except OSError as error:
            raise SettingsError(
                f"COPYDESK_SSL_CA_FILE, COPYDESK_SSL_CERT_FILE, COPYDESK_SSL_KEY_FILE: {error}"
            ) from error
    token = settings.sasl_oauth_token_file
    return Connection(
        servers=settings.broker,
        security_protocol=settings.security_protocol,
        sasl_mechanism=settings.sasl_mechanism,
        username=_reveal(settings.sasl_username),
        password=_reveal(settings.sasl_password),
        token=TokenFile(token) if token else None,
        tls=tls,
        request_timeout_seconds=settings.request_timeout_seconds,
    )


def limits(settings: Settings) -> Limits:
    """What one record may cost."""
    return Limits(
        seconds=settings.stage_time_limit_seconds,
        memory_bytes=settings.stage_memory_bytes,
        input_bytes=settings.max_input_bytes,
        output_bytes=settings.max_output_bytes,
        attempts=settings.stage_attempts,
    )


def pipeline_of(settings: Settings) -> tuple[Step, ...]:
    """The pipeline with the taggers and the knowledge base that are set.

    Raises SettingsError for one that cannot be had.
    """
    try:
        load_knowledge(settings.knowledge)
    except KnowledgeError as error:
        raise SettingsError(f"COPYDESK_KNOWLEDGE: {error}") from error
    return pipeline(_taggers(settings), settings.knowledge)


def _taggers(settings: Settings) -> TaggerChoice:
    knowledge = str(settings.knowledge) if settings.knowledge else None
    try:
        chosen = TaggerChoice.of(
            settings.tagger, settings.tagger_model, settings.taggers, knowledge
        )
        for _, backend in chosen.languages:
            backend.check()
    except (BackendUnavailable, ValueError) as error:
        raise SettingsError(f"COPYDESK_TAGGERS: {error}") from error
    try:
        chosen.default.check()
    except ModelUnavailable as error:
        raise SettingsError(f"COPYDESK_TAGGER_MODEL: {error}") from error
    except BackendUnavailable as error:
        raise SettingsError(f"COPYDESK_TAGGER: {error}") from error
    return chosen


def build_app(settings: Settings, broker: Connection) -> faust.App:
    """The Faust app, with every choice that the delivery guarantee rests on."""
    servers = [URL(f"kafka://{server}") for server in broker.servers]
    app = faust.App(
        settings.group_id,
        broker=servers,
        broker_credentials=_credentials(broker),
        broker_client_id="copydesk",
        broker_session_timeout=settings.session_timeout_seconds,
        broker_heartbeat_interval=settings.session_timeout_seconds / 10,
        broker_request_timeout=settings.request_timeout_seconds,
        broker_commit_interval=settings.commit_interval_seconds,
        # A stage that its breaker pauses does not poll; liveness is judged by /livez instead.
        broker_max_poll_interval=DAY_SECONDS,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=max(topic.max_message_bytes for topic in TOPICS),
        Event=ConfirmedEvent,
        stream_wait_empty=True,
        stream_buffer_maxsize=settings.batch_size * 2,
        topic_allow_declare=False,
        topic_disable_leader=True,
        # There are no tables; said so, Faust shares the partitions out one by one. Its own way is
        # by ceil(partitions / workers), which leaves workers without any: 2, 2, 0 of 4.
        table_standby_replicas=0,
        web_enabled=settings.faust_web_port is not None,
        web_bind=settings.web_host,
        web_port=settings.faust_web_port or 6066,
        autodiscover=False,
        datadir=Path(tempfile.gettempdir()) / "copydesk",
    )
    app.transport = Transport(servers, app)
    return app


def producer_options(broker: Connection) -> dict[str, Any]:
    """Arguments for the aiokafka producer of a worker."""
    largest = max(topic.max_message_bytes for topic in TOPICS)
    return {
        **broker.options(),
        "acks": "all",
        "linger_ms": 5,
        "max_batch_size": 256 * 1024,
        "max_request_size": largest + MESSAGE_OVERHEAD_BYTES,
    }


def web_listener(settings: Settings) -> socket.socket:
    """The socket to serve health and metrics on. Raises SettingsError if it cannot be had."""
    try:
        return listen(settings.web_host, settings.web_port)
    except OSError as error:
        raise SettingsError(
            "COPYDESK_WEB_HOST, COPYDESK_WEB_PORT: cannot listen on "
            f"{settings.web_host}:{settings.web_port}: {error.strerror}"
        ) from error


def trace_with(settings: Settings) -> Tracing:
    """Spans or none. Raises SettingsError if they are asked for and cannot be had."""
    if not settings.tracing:
        return NoTracing()
    try:
        from service.streaming.otel import OpenTelemetry, provider
    except ImportError as error:
        raise SettingsError(
            f"COPYDESK_TRACING: needs the extra `tracing`, as in copydesk[tracing] ({error})"
        ) from error
    return OpenTelemetry(provider(), settings.group_id)


def run_worker(
    settings: Settings,
    steps: Sequence[Step] | None = None,
    listener: socket.socket | None = None,
) -> None:
    """Run one worker until SIGTERM or SIGINT; ends the process.

    It runs `steps`, else the pipeline as the settings have it. Health and metrics are served on
    `listener`, else where the settings say.
    Raises SettingsError, BrokerUnreachable or TopicsMissing before anything has been consumed.
    """
    steps = steps or pipeline_of(settings)
    broker, tracing = connection(settings), trace_with(settings)
    listener = listener or web_listener(settings)
    asyncio.run(require_topics(settings, broker))  # before there are logs: its error is one line
    set_up_logging(settings.log_level, settings.log_format)
    uvloop.install()
    metrics.begin_at_zero([step.name for step in steps], __version__)
    app = build_app(settings, broker)
    delivery = Delivery(
        topic_prefix=settings.topic_prefix,
        batch_size=settings.batch_size,
        batch_wait_seconds=settings.batch_wait_seconds,
        retry_limit_seconds=settings.retry_limit_seconds,
        request_timeout_seconds=settings.request_timeout_seconds,
        breaker_limit=settings.breaker_limit,
        breaker_minimum=settings.breaker_minimum,
        breaker_retry_seconds=settings.breaker_retry_seconds,
        drain_seconds=settings.drain_seconds,
        stall_limit_seconds=settings.stall_limit_seconds,
        loop_limit_seconds=settings.loop_limit_seconds,
        live_grace_seconds=settings.live_grace_seconds,
    )
    newsroom = Newsroom(
        app,
        steps,
        pool=StagePool(steps, settings.stage_processes, limits(settings)),
        client_options=broker.options(),
        producer_options=producer_options(broker),
        delivery=delivery,
        tracing=tracing,
        listener=listener,
    )
    Worker(app, newsroom).execute_from_commandline()


async def require_topics(settings: Settings, broker: Connection) -> None:
    """See that a worker has all its topics, and its group; create topics if the settings say so.

    Raises BrokerUnreachable, NotAllowed or TopicsMissing.
    """
    wanted = {topic.full_name(settings.topic_prefix) for topic in TOPICS}
    missing = wanted - await broker.check(settings.group_id)
    if missing and settings.create_topics:
        await apply_topics(
            broker, settings.topic_prefix, settings.partitions, settings.replication_factor
        )
    elif missing:
        raise _missing(missing, broker)


async def require_topic(settings: Settings, broker: Connection, topic: Topic) -> str:
    """The full name of a topic that is there, whatever else is; nothing is created.

    Raises BrokerUnreachable or TopicsMissing.
    """
    name = topic.full_name(settings.topic_prefix)
    if name not in await broker.check():
        raise _missing({name}, broker)
    return name


def _missing(names: set[str], broker: Connection) -> TopicsMissing:
    return TopicsMissing(
        f"no topic {', '.join(sorted(names))} at {broker}, or none that this user may see; "
        "`copydesk topics apply` makes them"
    )


def _credentials(broker: Connection) -> Credentials | None:
    if broker.token is not None:
        return OAuthCredentials(oauth_cb=broker.token, ssl_context=broker.tls)
    if broker.sasl_mechanism is not None:
        return SASLCredentials(
            username=broker.username,
            password=broker.password,
            mechanism=broker.sasl_mechanism,
            ssl_context=broker.tls,
        )
    return SSLCredentials(context=broker.tls) if broker.tls is not None else None


def _reveal(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret is not None else None
