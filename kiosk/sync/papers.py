"""What enrolment left in the kiosk's folder: its certificate and its authority's.

Reads them for TLS and judges them; enrolment writes them.
"""

import ssl
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from kiosk.faults import Fault
from kiosk.sync.https import CenterError
from kiosk.sync.keys import DeviceKeys

CERTIFICATE_FILE = "certificate.pem"
AUTHORITY_FILE = "authority.pem"


class Papers:
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
            context.load_cert_chain(self._certificate, self._keys.tls_key_path)
        except (OSError, ValueError) as error:  # an SSLError is an OSError
            raise CenterError(
                f"{self._certificate}: does not fit this kiosk's key.",
                Fault.NOT_ENROLLED,
            ) from error
        return context

    def good(self) -> bool:
        """Tell whether our certificate is in its time and of the center's authority."""
        try:
            ours = x509.load_pem_x509_certificate(self._certificate.read_bytes())
            authority = x509.load_pem_x509_certificate(self._authority.read_bytes())
            ours.verify_directly_issued_by(authority)
        except (OSError, ValueError, TypeError, InvalidSignature):
            return False
        return datetime.now(UTC) < ours.not_valid_after_utc


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
