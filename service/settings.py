"""Everything that can be set, in one place: environment -> Settings.

Read once, at the edge (app and cli), and passed down. Every variable has the prefix COPYDESK_;
a file `.env` in the working directory is read too, and the environment wins over it. A secret
can be given as a file: COPYDESK_SASL_PASSWORD_FILE names the file that holds it.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

PREFIX = "COPYDESK_"
SECRETS = ("sasl_username", "sasl_password", "ssl_key_password")

SecurityProtocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
SaslMechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"]


class SettingsError(ValueError):
    """A setting that cannot be used; the message names its variable, in one line."""


class Settings(BaseSettings):
    """The settings, with their units."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    # Kafka
    broker: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("localhost:9092",),
        min_length=1,
        description="bootstrap servers, host:port, separated by commas",
    )
    security_protocol: SecurityProtocol = Field(default="PLAINTEXT", description="as in Kafka")
    sasl_mechanism: SaslMechanism | None = Field(default=None, description="as in Kafka")
    sasl_username: SecretStr | None = Field(default=None, description="user for SASL")
    sasl_password: SecretStr | None = Field(default=None, description="password for SASL")
    sasl_oauth_token_file: Path | None = Field(
        default=None, description="file with the bearer token for OAUTHBEARER, read at each login"
    )
    ssl_ca_file: Path | None = Field(
        default=None, description="PEM file of the authorities to trust; default: the system's"
    )
    ssl_cert_file: Path | None = Field(default=None, description="PEM file of our certificate")
    ssl_key_file: Path | None = Field(default=None, description="PEM file of our private key")
    ssl_key_password: SecretStr | None = Field(default=None, description="of the private key")
    group_id: str = Field(default="copydesk", min_length=1, description="consumer group")
    session_timeout_seconds: float = Field(
        default=30, ge=3, le=300, description="seconds after which a silent worker is replaced"
    )
    request_timeout_seconds: float = Field(
        default=40, ge=3, le=600, description="seconds that one request to the broker may take"
    )
    commit_interval_seconds: float = Field(
        default=2.8, ge=0.1, le=60, description="seconds between offset commits"
    )

    # topics
    topic_prefix: str = Field(
        default="articles",
        pattern=r"^[a-zA-Z0-9._-]{1,200}$",
        description="first part of every topic name, as in articles.raw.v1",
    )
    partitions: int = Field(
        default=8, ge=1, le=10_000, description="partitions of each topic that is created"
    )
    replication_factor: int = Field(
        default=1, ge=1, le=10, description="replicas of each topic that is created"
    )
    create_topics: bool = Field(
        default=False, description="whether a starting worker creates the topics that are missing"
    )

    # work
    batch_size: int = Field(default=50, ge=1, le=10_000, description="records in one batch")
    batch_wait_seconds: float = Field(
        default=0.05, gt=0, le=10, description="seconds to wait for a batch to fill"
    )
    stage_processes: int = Field(
        default=2, ge=1, le=256, description="processes in which one worker runs its stages"
    )
    stage_time_limit_seconds: float = Field(
        default=30, gt=0, le=3600, description="seconds that a stage may spend on one record"
    )
    stage_memory_bytes: int = Field(
        default=4 * 1024**3, ge=512 * 1024**2, description="memory that a stage process may take"
    )
    stage_attempts: int = Field(
        default=2, ge=1, le=10, description="tries of a record that kills its process"
    )
    tagger: Literal["fast", "spacy", "gliner", "transformers"] = Field(
        default="fast", description="what tags the languages that it knows itself"
    )
    tagger_model: str | None = Field(
        default=None, description="its model, by name or path; default: its own, if it has one"
    )
    taggers: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="taggers by language, as `de=spacy:de_core_news_sm,*=gazetteer`",
    )
    knowledge: Path | None = Field(
        default=None,
        description="knowledge base to link by, made by `copydesk kb build`; default: our own",
    )
    max_input_bytes: int = Field(
        default=4 * 1024**2,
        ge=1024,
        le=8 * 1024**2,
        description="largest record that a stage takes; a larger one is a dead letter",
    )
    max_output_bytes: int = Field(
        default=4 * 1024**2,
        ge=1024,
        le=7 * 1024**2,
        description="largest event that is sent on; a larger one is a dead letter",
    )

    # delivery
    retry_limit_seconds: float = Field(
        default=120,
        gt=0,
        description="seconds to retry sending before the worker exits with status 70, unacked",
    )
    breaker_limit: float = Field(
        default=0.5,
        gt=0,
        le=1,
        description="share of records failing by our own bugs that pauses a stage; 1: never",
    )
    breaker_minimum: int = Field(
        default=20, ge=1, description="records seen before the breaker may open"
    )
    breaker_retry_seconds: float = Field(
        default=5, gt=0, le=3600, description="seconds until a paused stage tries again, at first"
    )
    drain_seconds: float = Field(
        default=25, gt=0, description="seconds that a worker may take to stop after SIGTERM"
    )

    # operations
    stall_limit_seconds: float = Field(
        default=300,
        gt=0,
        description="seconds with records to do and nothing done, after which /livez fails",
    )
    loop_limit_seconds: float = Field(
        default=60, ge=2, description="seconds of a blocked event loop, after which /livez fails"
    )
    live_grace_seconds: float = Field(
        default=30,
        ge=1,
        description="seconds that /livez may fail before the worker exits with status 70, unacked",
    )
    web_host: str = Field(default="127.0.0.1", description="address to serve health and metrics on")
    web_port: int = Field(
        default=8080, ge=0, le=65535, description="port for health and metrics; 0: any free one"
    )
    faust_web_port: int | None = Field(
        default=None, ge=1, le=65535, description="port for Faust's own web pages; none by default"
    )
    tracing: bool = Field(
        default=False,
        description="whether to trace by OpenTelemetry; where to, say its own OTEL_ variables",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="least severe log message to write"
    )
    log_format: Literal["auto", "text", "json"] = Field(
        default="auto", description="auto: text on a terminal, JSON lines elsewhere"
    )

    @field_validator("broker", "taggers", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("broker")
    @classmethod
    def _host_and_port(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for server in value:
            host, _, port = server.rpartition(":")
            if not host or "/" in host or not port.isdigit() or not 0 < int(port) < 65536:
                raise ValueError(f"{server!r} is not host:port")
        return value

    @field_validator("ssl_ca_file", "ssl_cert_file", "ssl_key_file", "sasl_oauth_token_file")
    @classmethod
    def _readable(cls, value: Path | None) -> Path | None:
        if value is not None and not os.access(value, os.R_OK):
            raise ValueError(f"cannot read {value}")
        return value

    @model_validator(mode="after")
    def _security_is_complete(self) -> "Settings":
        if self.security_protocol.startswith("SASL"):
            if self.sasl_mechanism is None:
                raise ValueError(f"COPYDESK_SASL_MECHANISM is needed for {self.security_protocol}")
            if self.sasl_mechanism == "OAUTHBEARER":
                if self.sasl_oauth_token_file is None:
                    raise ValueError("COPYDESK_SASL_OAUTH_TOKEN_FILE is needed for OAUTHBEARER")
            elif self.sasl_username is None or self.sasl_password is None:
                raise ValueError(
                    "COPYDESK_SASL_USERNAME and COPYDESK_SASL_PASSWORD are needed for "
                    f"{self.sasl_mechanism}"
                )
        elif self.sasl_mechanism is not None:
            raise ValueError(
                f"COPYDESK_SASL_MECHANISM is set, but COPYDESK_SECURITY_PROTOCOL is "
                f"{self.security_protocol}"
            )
        if self.session_timeout_seconds > self.request_timeout_seconds:
            raise ValueError(
                "COPYDESK_SESSION_TIMEOUT_SECONDS must not be over COPYDESK_REQUEST_TIMEOUT_SECONDS"
            )
        attempts = self.stage_attempts * self.stage_time_limit_seconds
        if self.stall_limit_seconds <= max(attempts, 2 * self.commit_interval_seconds):
            raise ValueError(
                "COPYDESK_STALL_LIMIT_SECONDS must be over COPYDESK_STAGE_ATTEMPTS times "
                "COPYDESK_STAGE_TIME_LIMIT_SECONDS and over twice "
                "COPYDESK_COMMIT_INTERVAL_SECONDS, or slow work looks like a standstill"
            )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings, env_settings, dotenv_settings, _SecretFiles(settings_cls))


class _SecretFiles(PydanticBaseSettingsSource):
    """COPYDESK_X_FILE: the file that holds the secret COPYDESK_X."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        variable = f"{PREFIX}{field_name.upper()}_FILE"
        path = self._environment().get(variable.lower())
        if path is None:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{variable}: cannot read {path}: {_why(error)}") from error

    def __call__(self) -> dict[str, Any]:
        values = {name: self.get_field_value(None, name)[0] for name in SECRETS}
        return {name: value for name, value in values.items() if value is not None}

    def _environment(self) -> Mapping[str, str | None]:
        """The environment over `.env`, by lower-case name, as pydantic-settings reads both."""
        dotenv = DotEnvSettingsSource(self.settings_cls).env_vars
        return {**dotenv, **EnvSettingsSource(self.settings_cls).env_vars}


def read_settings(**overrides: Any) -> Settings:
    """The settings from the environment; `overrides` (by field name) win.

    Raises SettingsError with one line that names each wrong variable.
    """
    try:
        return Settings(**overrides)
    except UnicodeDecodeError as error:
        raise SettingsError(f".env: not UTF-8: {error.reason}") from None
    except ValidationError as error:
        raise SettingsError("; ".join(_complaint(dict(line)) for line in error.errors())) from None


def _why(error: OSError | UnicodeDecodeError) -> str:
    return "not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror or str(error)


def _complaint(error: dict[str, Any]) -> str:
    message = error["msg"].removeprefix("Value error, ")
    if not error["loc"]:  # a rule over several settings, which names them itself
        return str(message)
    name = str(error["loc"][0])
    got = "" if name in SECRETS else f" (got {str(error['input'])[:80]!r})"
    return f"{PREFIX}{name.upper()}: {message}{got}"
