"""The looks of the check that leave this machine: name, connection, TLS; all blocking.

Each has a time limit of its own. They belong to the check's thread, never to a loop.
"""

import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from datetime import datetime
from time import monotonic
from typing import NamedTuple

from cryptography import x509
from cryptography.x509.oid import NameOID

from kiosk.domain.faults import Fault
from kiosk.domain.visible_text import visible
from kiosk.sync.line.line_steps import LineStep, failed, ok, unknown

LIMIT = 3.0
"""Seconds that one step may take."""
MOST_ADDRESSES = 4
NOT_YET, ENDED, OTHER_NAME, OTHER_ADDRESS = 9, 10, 62, 64
"""OpenSSL's words for why a certificate is not believed."""


class Place(NamedTuple):
    """Where the center is."""

    host: str
    port: int


class NameLook:
    """Looks a name up; a library that hangs costs one thread, however often asked."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None

    def look(self, place: Place, limit: float = LIMIT) -> tuple[LineStep, list[str]]:
        """Return what came of it, and the addresses."""
        with suppress(ValueError):
            ipaddress.ip_address(place.host)
            return ok("dns", ("literal", place.host)), [place.host]
        if self._thread is not None and self._thread.is_alive():
            return failed("dns", "dns_hung", Fault.CENTER_UNREACHABLE), []
        found: list[str] = []
        broken = threading.Event()
        thread = threading.Thread(
            target=_resolve, args=(place, found, broken), name="line-dns", daemon=True
        )
        self._thread = thread
        thread.start()
        thread.join(limit)
        seen = ("name", visible(place.host)[:60])
        if thread.is_alive():
            return failed("dns", "dns_silent", Fault.CENTER_UNREACHABLE, seen), []
        if broken.is_set() or not found:
            return failed("dns", "dns_failed", Fault.CENTER_UNREACHABLE, seen), []
        told = ("address", found[0]), ("more", len(found) - 1)
        return ok("dns", seen, *told[: 1 + (len(found) > 1)]), found[:MOST_ADDRESSES]


def _resolve(place: Place, found: list[str], broken: threading.Event) -> None:
    try:
        answers = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
        found += dict.fromkeys(str(each[4][0]) for each in answers)
    except (OSError, UnicodeError):
        broken.set()


def connect(
    place: Place, addresses: list[str], limit: float = LIMIT
) -> tuple[LineStep, str]:
    """Try each address in turn; return what came of it and the one that answered."""
    ends, refused = monotonic() + limit, False
    for at, address in enumerate(addresses):
        left = (ends - monotonic()) / (len(addresses) - at)
        try:
            with socket.create_connection((address, place.port), max(left, 0.1)):
                return ok("tcp", ("address", address), ("port", place.port)), address
        except ConnectionRefusedError:
            refused = True
        except OSError:
            continue
    advice = "tcp_refused" if refused else "tcp_silent"
    fault = Fault.CENTER_UNREACHABLE
    seen = ("address", addresses[0]), ("port", place.port)
    return failed("tcp", advice, fault, *seen), ""


def shake_hands(
    place: Place,
    address: str,
    context: ssl.SSLContext | None,
    now: datetime | None,
    limit: float = LIMIT,
) -> LineStep:
    """Do TLS with one address and say whose certificate it shows.

    :param context: trusts the center's authority; None: this kiosk has none yet.
    :param now: None where nobody knows the time; then no days are counted.
    """
    try:
        if context is None:
            return unknown("tls", "not_enrolled", *_claimed(place, address, now, limit))
        return ok("tls", *_shown(place, address, context, now, limit))
    except ssl.SSLCertVerificationError as error:
        code = int(error.verify_code)
        fault = Fault.CENTER_IDENTITY
        advice = "tls_untrusted"
        if code in (NOT_YET, ENDED):
            advice, fault = (
                "tls_not_yet" if code == NOT_YET else "tls_ended",
                (Fault.CENTER_TIME),
            )
        elif code in (OTHER_NAME, OTHER_ADDRESS):
            advice = "tls_other_name"
        return failed("tls", advice, fault, *_claimed(place, address, now, limit))
    except TimeoutError:
        return failed("tls", "tls_silent", Fault.CENTER_TIMEOUT)
    except OSError:
        return failed("tls", "tls_broken", Fault.CENTER_BAD_ANSWER)


def _shown(
    place: Place,
    address: str,
    context: ssl.SSLContext,
    now: datetime | None,
    limit: float,
) -> tuple[tuple[str, str | int], ...]:
    """Return what the certificate at an address says.

    :raises OSError: when there is no handshake; an SSLError is one.
    """
    with (
        socket.create_connection((address, place.port), limit) as raw,
        context.wrap_socket(
            raw, server_hostname=place.host, do_handshake_on_connect=False
        ) as line,
    ):
        late = threading.Event()
        timer = threading.Timer(limit, _cut, (line, late))
        timer.start()
        try:
            line.do_handshake()
        except OSError as error:
            if late.is_set():
                raise TimeoutError from error
            raise
        finally:
            timer.cancel()
        encoded = line.getpeercert(binary_form=True)
    return _told(encoded or b"", now)


def _cut(line: ssl.SSLSocket, late: threading.Event) -> None:
    """End a handshake that goes on and on: the socket's limit is for one byte each."""
    late.set()
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _claimed(
    place: Place, address: str, now: datetime | None, limit: float
) -> tuple[tuple[str, str | int], ...]:
    """Return what a certificate that is not believed says of itself, if it can be had.

    Nothing is sent over this connection: it only shows whose certificate lies there.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        return _shown(place, address, context, now, limit)
    except OSError:
        return ()


def _told(encoded: bytes, now: datetime | None) -> tuple[tuple[str, str | int], ...]:
    try:
        certificate = x509.load_der_x509_certificate(encoded)
        names = certificate.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
        ends = certificate.not_valid_after_utc
    except ValueError:
        return ()
    told: list[tuple[str, str | int]] = []
    if names:
        told.append(("issuer", visible(str(names[0].value))[:40]))
    if now is not None:
        told.append(("days", (ends - now).days))
    return tuple(told)
