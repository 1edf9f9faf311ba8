"""How to reach the broker: one description for every client of ours."""

import asyncio
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiokafka.abc import AbstractTokenProvider
from aiokafka.client import AIOKafkaClient, CoordinationType
from aiokafka.errors import GroupAuthorizationFailedError, KafkaError
from aiokafka.helpers import create_ssl_context

from service.fetched import read_any_header_name

read_any_header_name()  # whoever reads from a broker comes by here


class BrokerUnreachable(Exception):
    """No bootstrap server lets us in; the message names them."""


class NotAllowed(Exception):
    """The broker lets us in, but not to what we need; the message says what."""


class TokenFile(AbstractTokenProvider):  # type: ignore[misc]
    """A bearer token that something else keeps fresh in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def token(self) -> str:
        """The token, read anew at each login."""
        return self._path.read_text(encoding="utf-8").strip()


@dataclass(frozen=True, slots=True)
class Connection:
    """Bootstrap servers and credentials."""

    servers: tuple[str, ...]
    security_protocol: str = "PLAINTEXT"
    sasl_mechanism: str | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    token: TokenFile | None = None
    tls: ssl.SSLContext | None = None
    request_timeout_seconds: float = 40.0

    def __str__(self) -> str:
        return ",".join(self.servers)

    def options(self) -> dict[str, Any]:
        """Arguments for any aiokafka client."""
        options: dict[str, Any] = {
            "bootstrap_servers": list(self.servers),
            "client_id": "copydesk",
            "request_timeout_ms": int(self.request_timeout_seconds * 1000),
            "security_protocol": self.security_protocol,
            "ssl_context": self.tls,
        }
        if self.sasl_mechanism is not None:
            options["sasl_mechanism"] = self.sasl_mechanism
            options["sasl_plain_username"] = self.username
            options["sasl_plain_password"] = self.password
            options["sasl_oauth_token_provider"] = self.token
        return options

    async def check(self, group_id: str | None = None, timeout_seconds: float = 10.0) -> set[str]:
        """The names of the topics that the broker shows us.

        Raises BrokerUnreachable if no server answers and lets us in within the timeout, NotAllowed
        if it does not let us into the group: Faust would wait for that for ever, without a word.
        """
        client = AIOKafkaClient(**self.options())
        try:
            async with asyncio.timeout(timeout_seconds):
                await client.bootstrap()
                metadata = await client.fetch_all_metadata()
                if group_id is not None:
                    await _see_group(client, group_id)
        except (KafkaError, OSError, TimeoutError) as error:
            raise BrokerUnreachable(f"cannot reach Kafka at {self}: {_reason(error)}") from error
        finally:
            await client.close()
        return set(metadata.topics())


async def _see_group(client: AIOKafkaClient, group_id: str) -> None:
    try:
        await client.coordinator_lookup(CoordinationType.GROUP, group_id)
    except GroupAuthorizationFailedError:
        raise NotAllowed(
            f"COPYDESK_GROUP_ID: Kafka lets this user not read in the consumer group {group_id}"
        ) from None
    except KafkaError:  # a new cluster makes its coordinator when it is first asked for one
        return


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it does not answer in time"
    if "Unable to bootstrap" in str(error):  # and then a list of what it tried
        return "no server answers there, or none lets us in"
    return str(error) or type(error).__name__


def tls_context(
    ca_file: Path | None, cert_file: Path | None, key_file: Path | None, password: str | None
) -> ssl.SSLContext:
    """A TLS context. Raises OSError (ssl.SSLError is one) for files that do not fit together."""
    context: ssl.SSLContext = create_ssl_context(
        cafile=str(ca_file) if ca_file else None,
        certfile=str(cert_file) if cert_file else None,
        keyfile=str(key_file) if key_file else None,
        password=password,
    )
    return context
