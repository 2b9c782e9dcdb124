"""Brings the client's certificate to the application, which uvicorn itself does not.

The key is that of the ASGI extension for TLS, `client_cert_chain`, but in DER.
"""

import asyncio
import ssl
from asyncio import sslproto
from pathlib import Path
from typing import Any, ClassVar, cast

import uvicorn
from cryptography import x509
from cryptography.x509.oid import NameOID
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kiosk.center.identity.registry import Identity, serial_text
from kiosk.center.server.doorkeeper import Doorkeeper

HANDSHAKE = 10.0
READ_AT_ONCE = 32 * 1024
"""Bytes; a record of TLS has 16 KiB."""
STRANGER_REQUEST, STRANGER_KEEP_ALIVE = 10.0, 5
"""Seconds for a whole request, and between two, without a certificate."""
GRACE = 10
"""Seconds for what was begun when the center is told to end; the database's patience
is shorter."""
KIOSK_REQUEST = 60.0
"""A full batch over a slow line."""


class Loop(asyncio.SelectorEventLoop):
    """A loop whose servers wait no minute for a handshake."""

    async def create_server(self, *args: Any, **options: Any) -> asyncio.Server:
        """Begin to listen."""
        if options.get("ssl") is not None:
            # Asyncio keeps as much for each connection, and each kiosk holds one open.
            sslproto.SSLProtocol.max_size = READ_AT_ONCE
            options.setdefault("ssl_handshake_timeout", HANDSHAKE)
        return await super().create_server(*args, **options)


class MutualTlsProtocol(HttpToolsProtocol):
    """HTTP over TLS with the peer's identity in `scope["extensions"]["tls"]`."""

    door: ClassVar[Doorkeeper | None] = None
    _identity: Identity | None = None
    _due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Read the certificate once for the whole connection."""
        super().connection_made(transport)
        connection = transport.get_extra_info("ssl_object")
        if connection is not None:
            self._identity = identity_of(connection.getpeercert(binary_form=True))
        if self._identity is None:
            self.timeout_keep_alive = STRANGER_KEEP_ALIVE
        elif self.door is not None and self.client is not None:
            self.door.proved(self.client, self._identity.kiosk)
        self._expect()

    def _expect(self) -> None:
        """Wait for a whole request, head and body, and not longer."""
        self._expect_no_more()
        known = self._identity is not None
        seconds = KIOSK_REQUEST if known else STRANGER_REQUEST
        self._due = self.loop.call_later(seconds, self.transport.abort)

    def _expect_no_more(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._expect_no_more()
        super().connection_lost(exc)

    def on_message_complete(self) -> None:
        """The request is whole; its answer takes the time it takes."""
        self._expect_no_more()
        super().on_message_complete()

    def on_message_begin(self) -> None:
        """Begin a request's scope and put the identity into it."""
        super().on_message_begin()
        self._expect()
        scope = cast("dict[str, Any]", self.scope)
        scope["extensions"] = {"tls": {"identity": self._identity}}


def identity_of(der: bytes | None) -> Identity | None:
    """Return the name and serial of a certificate that TLS has verified."""
    if not der:
        return None
    certificate = x509.load_der_x509_certificate(der)
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    if len(names) != 1:
        return None
    return Identity(
        *(str(names[0].value), serial_text(certificate.serial_number)),
        certificate.not_valid_before_utc.timestamp(),
        certificate.not_valid_after_utc.timestamp(),
        _issuer_of(certificate),
    )


def _issuer_of(certificate: x509.Certificate) -> str:
    try:
        named = certificate.extensions.get_extension_for_class(
            x509.AuthorityKeyIdentifier
        )
    except (x509.ExtensionNotFound, ValueError):
        return ""
    return (named.value.key_identifier or b"").hex()


class NodeContext:
    """The node's side of TLS, which can be changed while connections are served.

    Each handshake takes the context of its moment: OpenSSL lets the callback that
    hears the wished name choose another one, also where no name is wished.
    """

    def __init__(self, server: Path, authorities: Path) -> None:
        self.first = self._present = server_context(server, authorities)
        self.first.sni_callback = self._choose
        self._files = server, authorities

    def take(self) -> None:
        """Take what is in the files now."""
        self._present = server_context(*self._files)

    def _choose(
        self, connection: ssl.SSLObject, name: str | None, context: ssl.SSLContext
    ) -> None:
        connection.context = self._present


def server_context(server: Path, authorities: Path) -> ssl.SSLContext:
    """Return TLS 1.3 that asks for a certificate of one of our authorities.

    A client may show none, since enrolment comes before the certificate; the routes
    decide. A wrong or expired one is refused by TLS itself.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(server)
    context.load_verify_locations(cafile=authorities)
    context.verify_mode = ssl.CERT_OPTIONAL
    return context


def tls_config(app: Any, context: NodeContext, door: Doorkeeper) -> uvicorn.Config:
    """Return uvicorn's settings for this center."""
    return uvicorn.Config(
        app,
        http=type("AtTheDoor", (MutualTlsProtocol,), {"door": door}),
        ws="none",
        loop="asyncio",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=90,
        timeout_graceful_shutdown=GRACE,
        ssl_context_factory=lambda config, default: context.first,
    )
