"""The kiosk's papers in its folder: its certificate and its authority's.

Reads them for TLS, judges them and keeps new ones; nothing is asked for here.
"""

import ssl
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from kiosk.domain.faults import Fault
from kiosk.domain.message import Message
from kiosk.settings.state.durable_file import write_durably
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.line.https import CenterError

CERTIFICATE_FILE = "certificate.pem"
AUTHORITY_FILE = "authority.pem"


class CertificateLife(NamedTuple):
    """From when to when a certificate holds; `serial` tells it from the next."""

    begins: datetime
    ends: datetime
    serial: str


class Certificates:
    """The two files of one kiosk."""

    def __init__(self, folder: Path, keys: DeviceKeys) -> None:
        self._certificate = folder / CERTIFICATE_FILE
        self._authority = folder / AUTHORITY_FILE
        self._keys = keys

    def stamp(self, url: str) -> tuple[int, int]:
        """Return what changes when the certificate is another one.

        :raises CenterError: when this kiosk is not enrolled, or with no center.
        """
        try:
            stat = self._certificate.stat()
        except OSError as error:
            raise _not_enrolled() from error
        if not url:
            raise _not_enrolled()
        return stat.st_mtime_ns, stat.st_ino

    def context(self) -> ssl.SSLContext:
        """Trust this center's authority and nobody else, and show our certificate.

        :raises CenterError: when the files do not fit each other.
        """
        try:
            context = trusting(self._authority.read_text("ascii"))
            with self._keys.tls_key_file() as key:
                context.load_cert_chain(self._certificate, key)
        except (OSError, ValueError) as error:  # an SSLError is an OSError
            raise CenterError(
                Message("enrol__other_key", path=str(self._certificate)),
                Fault.NOT_ENROLLED,
            ) from error
        return context

    def good(self, now: datetime | None) -> bool:
        """Tell whether our certificate is in its time and of the center's authority.

        :param now: None where nobody knows the time; then it is not judged by it.
        """
        try:
            ours = x509.load_pem_x509_certificate(self._certificate.read_bytes())
            authority = x509.load_pem_x509_certificate(self._authority.read_bytes())
            ours.verify_directly_issued_by(authority)
        except (OSError, ValueError, TypeError, InvalidSignature):
            return False
        return now is None or now < ours.not_valid_after_utc

    def life(self) -> CertificateLife | None:
        """Return when our certificate holds, None where there is none to read."""
        try:
            ours = x509.load_pem_x509_certificate(self._certificate.read_bytes())
        except (OSError, ValueError):
            return None
        begins, ends = ours.not_valid_before_utc, ours.not_valid_after_utc
        return CertificateLife(begins, ends, f"{ours.serial_number:x}")

    def request(self, kiosk_id: str) -> str:
        """Return the certificate request (PKCS #10, PEM) signed with the TLS key."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, kiosk_id)])
        request = x509.CertificateSigningRequestBuilder().subject_name(name)
        signed = request.sign(self._keys.tls, SHA256())
        return signed.public_bytes(Encoding.PEM).decode("ascii")

    def keep_first(self, certificate: str, authority: str) -> None:
        """Keep what an enrolment gave.

        The certificate goes last: its presence means that this kiosk is enrolled.

        :raises CenterError: when it cannot be used; what was there before stays.
        """
        pem = self._usable(certificate, authority)
        write_durably(self._authority, authority.encode("ascii"))
        write_durably(self._certificate, pem)

    def keep_next(self, certificate: str) -> None:
        """Replace our certificate by another of the authority that we know.

        :raises CenterError: when it cannot be used; what was there before stays.
        :raises OSError: when the files cannot be read or written.
        """
        pem = self._usable(certificate, self._authority.read_text("ascii"))
        write_durably(self._certificate, pem)

    def _usable(self, certificate: str, authority: str) -> bytes:
        """Return a certificate as PEM when it is of this authority, for our key."""
        try:
            pem = certificate.encode("ascii")
            loaded = x509.load_pem_x509_certificate(pem)
            issuer = x509.load_pem_x509_certificate(authority.encode("ascii"))
            loaded.verify_directly_issued_by(issuer)
            ours = _raw(loaded.public_key()) == _raw(self._keys.tls.public_key())
        except Exception as error:  # the library lists no closed set of them
            raise CenterError(
                Message("enrol__bad_certificate"),
                Fault.CENTER_BAD_ANSWER,
            ) from error
        if not ours:
            raise CenterError(
                Message("enrol__wrong_certificate"), Fault.CENTER_BAD_ANSWER
            )
        return pem


def trusting(authority_pem: str) -> ssl.SSLContext:
    """Return a TLS 1.3 context that trusts one authority only.

    :raises ValueError: when the text is no certificate.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(cadata=authority_pem)
    return context


def _not_enrolled() -> CenterError:
    return CenterError(
        "This kiosk has not been enrolled with a center.", Fault.NOT_ENROLLED
    )


def _raw(key: object) -> bytes:
    encoded: bytes = key.public_bytes(  # type: ignore[attr-defined]
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )
    return encoded
