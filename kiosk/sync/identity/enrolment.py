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
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.domain.faults import Fault
from kiosk.domain.message import Message
from kiosk.sync.identity.certificates import Certificates, trusting
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.line.https import CenterError, HttpAnswer, HttpsLine
from kiosk.sync.wire.contract import API, Problem
from kiosk.sync.wire.enrolment_code import FINGERPRINT_LENGTH, base32, split_code
from kiosk.sync.wire.identity_wire import MOST_AUTHORITIES, Enrolled, Enrolment

_DEADLINE = 20.0
_GREETING = 8.0


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the part of a code that names an authority."""
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
        raise CenterError(Message("enrol__no_https"), Fault.NOT_ENROLLED)
    authority = await _fetch_authority(url, wanted)
    papers = Certificates(folder, keys)
    request = Enrolment(code, kiosk_id, papers.request(kiosk_id), keys.signing_public)
    line = HttpsLine(url, trusting(authority))
    try:
        answer = await line.exchange(
            *("POST", f"{API}/enrol", _DEADLINE),
            msgspec.json.encode(request),
            {"content-type": "application/json"},
        )
    finally:
        await line.close()
    papers.keep_first(_enrolled(answer).certificate, authority)


async def find_center(url: str) -> None:
    """Look whether a center answers there; whose it is, only a code can tell.

    :raises CenterError: when nothing answers, or not as a center does.
    """
    _named_authorities(await _authority_answer(url, _GREETING))


def _fingerprint_in(code: str) -> str:
    try:
        return split_code(code).fingerprint
    except ValueError as error:
        raise CenterError(Message("enrol__no_code"), Fault.NOT_ENROLLED) from error


async def _fetch_authority(url: str, wanted: str) -> str:
    """Fetch the authorities over a line that proves nothing; take the one named.

    Only that one: what else came along is nobody's word.
    """
    found = _named_authorities(await _authority_answer(url, _DEADLINE)).get(wanted)
    if found is None:
        raise CenterError(Message("enrol__other_center"), Fault.CENTER_IDENTITY)
    return found.public_bytes(Encoding.PEM).decode("ascii")


async def _authority_answer(url: str, deadline: float) -> HttpAnswer:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    line = HttpsLine(url, context)
    try:
        return await line.exchange("GET", f"{API}/authority", deadline)
    finally:
        await line.close()


def _named_authorities(answer: HttpAnswer) -> dict[str, x509.Certificate]:
    """Return the authorities by their fingerprints."""
    if answer.status != 200:
        raise CenterError(
            Message("enrol__no_authority", status=answer.status),
            Fault.CENTER_ERROR if answer.status >= 500 else Fault.CENTER_BAD_ANSWER,
        )
    try:
        found = x509.load_pem_x509_certificates(answer.body)
        return {fingerprint(each): each for each in found[:MOST_AUTHORITIES]}
    except ValueError as error:
        raise CenterError(
            Message("enrol__bad_authority"), Fault.CENTER_BAD_ANSWER
        ) from error


def _enrolled(answer: HttpAnswer) -> Enrolled:
    try:
        if answer.status == 201:
            return msgspec.json.decode(answer.body, type=Enrolled)
        problem = msgspec.json.decode(answer.body, type=Problem)
    except msgspec.DecodeError as error:
        raise CenterError(
            Message("enrol__bad_answer", status=answer.status),
            Fault.CENTER_ERROR if answer.status >= 500 else Fault.CENTER_BAD_ANSWER,
        ) from error
    if problem.code == "code_refused":
        raise CenterError(Message("enrol__code_refused"), Fault.CENTER_REFUSED_US)
    raise CenterError(
        Message("enrol__refused", status=answer.status),
        Fault.CENTER_ERROR if answer.status >= 500 else Fault.CENTER_REFUSED_US,
    )
