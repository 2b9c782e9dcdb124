"""Enrolment: a one-time code becomes a certificate; the private key never leaves.

The code has two parts. The first is the secret; the second is the fingerprint of
the center's authority, so that a technician's code alone tells the right center from
a wrong one on the very first contact.
"""

import hashlib
import ssl
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
)
from cryptography.x509.oid import NameOID

from kiosk.faults import Fault
from kiosk.store import write_durably
from kiosk.sync.codes import FINGERPRINT_LENGTH, base32, split_code
from kiosk.sync.contract import API, Enrolled, Enrolment, Problem
from kiosk.sync.https import Answer, CenterError, HttpsLine
from kiosk.sync.keys import DeviceKeys
from kiosk.sync.papers import AUTHORITY_FILE, CERTIFICATE_FILE, trusting

_DEADLINE = 20.0


def fingerprint(authority_pem: str) -> str:
    """Return the part of a code that names an authority.

    :raises ValueError: when the text is no certificate.
    """
    certificate = x509.load_pem_x509_certificate(authority_pem.encode("utf-8"))
    digest = hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()
    return base32(digest, FINGERPRINT_LENGTH)


async def enrol(
    url: str, code: str, kiosk_id: str, keys: DeviceKeys, folder: Path
) -> None:
    """Show the code, get a certificate and keep it with the authority's.

    :raises CenterError: when the code, the center or its answer is not right; what
        was there before stays.
    """
    wanted = _fingerprint_in(code)
    if urlsplit(url).scheme != "https":
        raise CenterError("center.url is not an https address.", Fault.NOT_ENROLLED)
    authority = await _fetch_authority(url, wanted)
    request = Enrolment(code, kiosk_id, _request(kiosk_id, keys), keys.signing_public)
    line = HttpsLine(url, trusting(authority))
    try:
        answer = await line.exchange(
            *("POST", f"{API}/enrol", _DEADLINE),
            msgspec.json.encode(request),
            {"content-type": "application/json"},
        )
    finally:
        await line.close()
    _keep(_enrolled(answer), authority, keys, folder)


def _fingerprint_in(code: str) -> str:
    try:
        return split_code(code).fingerprint
    except ValueError as error:
        raise CenterError(
            "The enrolment code has 32 letters and digits in groups of four.",
            Fault.NOT_ENROLLED,
        ) from error


async def _fetch_authority(url: str, wanted: str) -> str:
    """Fetch the authority over a line that proves nothing, and check it by the code."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    line = HttpsLine(url, context)
    try:
        answer = await line.exchange("GET", f"{API}/authority", _DEADLINE)
    finally:
        await line.close()
    if answer.status != 200:
        raise CenterError(
            f"The center's authority cannot be read: status {answer.status}.",
            Fault.CENTER_ERROR if answer.status >= 500 else Fault.CENTER_BAD_ANSWER,
        )
    try:
        authority = answer.body.decode("ascii")
        found = fingerprint(authority)
    except ValueError as error:
        raise CenterError(
            "The center's authority is no certificate.", Fault.CENTER_BAD_ANSWER
        ) from error
    if found != wanted:
        raise CenterError(
            "The code belongs to another center than the one at center.url.",
            Fault.CENTER_IDENTITY,
        )
    return authority


def _request(kiosk_id: str, keys: DeviceKeys) -> str:
    """Return the certificate request (PKCS #10, PEM) signed with the TLS key."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, kiosk_id)])
    request = x509.CertificateSigningRequestBuilder().subject_name(name)
    signed = request.sign(keys.tls, SHA256())
    return signed.public_bytes(Encoding.PEM).decode("ascii")


def _enrolled(answer: Answer) -> Enrolled:
    try:
        if answer.status == 201:
            return msgspec.json.decode(answer.body, type=Enrolled)
        problem = msgspec.json.decode(answer.body, type=Problem)
    except msgspec.DecodeError as error:
        raise CenterError(
            f"The center's answer is not in the agreed form: status {answer.status}.",
            Fault.CENTER_ERROR if answer.status >= 500 else Fault.CENTER_BAD_ANSWER,
        ) from error
    if problem.code == "code_refused":
        raise CenterError(
            "The code was used, is older than ten minutes or is for another kiosk.",
            Fault.CENTER_REFUSED_US,
        )
    raise CenterError(
        f"The center refused the enrolment: status {answer.status}.",
        Fault.CENTER_ERROR if answer.status >= 500 else Fault.CENTER_REFUSED_US,
    )


def _keep(enrolled: Enrolled, authority: str, keys: DeviceKeys, folder: Path) -> None:
    """Check that the certificate is ours, then write both files.

    The certificate goes last: its presence means that this kiosk is enrolled.
    """
    try:
        pem = enrolled.certificate.encode("ascii")
        certificate = x509.load_pem_x509_certificate(pem)
        issuer = x509.load_pem_x509_certificate(authority.encode("ascii"))
        certificate.verify_directly_issued_by(issuer)
        ours = _raw(certificate.public_key()) == _raw(keys.tls.public_key())
    except Exception as error:  # the library lists no closed set of them
        raise CenterError(
            "The center's certificate for this kiosk cannot be used.",
            Fault.CENTER_BAD_ANSWER,
        ) from error
    if not ours:
        raise CenterError(
            "The center's certificate is for another key.", Fault.CENTER_BAD_ANSWER
        )
    write_durably(folder / AUTHORITY_FILE, authority.encode("ascii"))
    write_durably(folder / CERTIFICATE_FILE, pem)


def _raw(key: object) -> bytes:
    encoded: bytes = key.public_bytes(  # type: ignore[attr-defined]
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )
    return encoded
