"""The kiosk's papers in its folder: its certificate, and which authorities it trusts.

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

    def stamp(self, url: str) -> tuple[int, ...]:
        """Return what changes when the certificate or the authorities are others.

        :raises CenterError: when this kiosk is not enrolled, or with no center.
        """
        try:
            stats = (self._certificate.stat(), self._authority.stat())
        except OSError as error:
            raise _not_enrolled() from error
        if not url:
            raise _not_enrolled()
        return tuple(n for stat in stats for n in (stat.st_mtime_ns, stat.st_ino))

    def context(self) -> ssl.SSLContext:
        """Trust this center's authorities and nobody else, and show our certificate.

        :raises CenterError: when the files do not fit each other.
        """
        try:
            context = self.stranger_context()
            with self._keys.tls_key_file() as key:
                context.load_cert_chain(self._certificate, key)
        except (OSError, ValueError) as error:  # an SSLError is an OSError
            raise CenterError(
                Message("enrol__other_key", path=str(self._certificate)),
                Fault.NOT_ENROLLED,
            ) from error
        return context

    def stranger_context(self) -> ssl.SSLContext:
        """Trust the same, and show nothing: for a kiosk whose certificate has ended.

        :raises OSError: when there is no authority.
        :raises ValueError: when what is there is none.
        """
        return trusting(self._authority.read_text("ascii"))

    def authorities(self) -> list[x509.Certificate]:
        """Return whom we trust, the newest first.

        :raises OSError: when there is none.
        :raises ValueError: when what is there is none.
        """
        return x509.load_pem_x509_certificates(self._authority.read_bytes())

    def keep_authorities(self, trusted: list[x509.Certificate]) -> None:
        """Trust these from now on, the newest first.

        :raises OSError: when that cannot be written.
        """
        pems = (each.public_bytes(Encoding.PEM) for each in trusted)
        write_durably(self._authority, b"".join(pems))

    def is_of_the_newest(self) -> bool:
        """Tell whether our certificate is of the newest authority that we trust."""
        try:
            ours = x509.load_pem_x509_certificate(self._certificate.read_bytes())
            return _is_of(ours, self.authorities()[0])
        except (OSError, ValueError):
            return True

    def good(self, now: datetime | None) -> bool:
        """Tell whether our certificate is in its time and of the center's authorities.

        :param now: None where nobody knows the time; then it is not judged by it.
        """
        try:
            ours = x509.load_pem_x509_certificate(self._certificate.read_bytes())
            theirs = any(_is_of(ours, each) for each in self.authorities())
        except (OSError, ValueError):
            return False
        return theirs and (now is None or now < ours.not_valid_after_utc)

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
        """Replace our certificate by another of the authorities that we know.

        :raises CenterError: when it cannot be used; what was there before stays.
        :raises OSError: when the files cannot be read or written.
        """
        pem = self._usable(certificate, self._authority.read_text("ascii"))
        write_durably(self._certificate, pem)

    def _usable(self, certificate: str, authority: str) -> bytes:
        """Return a certificate as PEM when it is of these authorities, for our key."""
        try:
            pem = certificate.encode("ascii")
            loaded = x509.load_pem_x509_certificate(pem)
            issuers = x509.load_pem_x509_certificates(authority.encode("ascii"))
            if not any(_is_of(loaded, each) for each in issuers):
                raise ValueError("of another authority")
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
    """Return a TLS 1.3 context that trusts these authorities only.

    :param authority_pem: one or more certificates.
    :raises ValueError: when the text is no certificate.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(cadata=authority_pem)
    return context


def _is_of(ours: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        ours.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _not_enrolled() -> CenterError:
    return CenterError(
        "This kiosk has not been enrolled with a center.", Fault.NOT_ENROLLED
    )


def _raw(key: object) -> bytes:
    encoded: bytes = key.public_bytes(  # type: ignore[attr-defined]
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )
    return encoded
