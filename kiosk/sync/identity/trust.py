"""Which authorities a kiosk trusts after what a center says: a pure rule.

The line alone is not enough: it is proved by a node's certificate, and a node may be in
other hands. A newer authority comes in when one that is trusted vouches for its key; an
older one goes when the newest says so, and never comes back. Words of before the newest
that is known here count for nothing.
"""

import hashlib
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kiosk.domain.faults import Fault
from kiosk.domain.message import Message
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.identity_wire import STATEMENT, TrustedAuthorities

Trusted = list[x509.Certificate]


def trusted_after(known: Trusted, told: TrustedAuthorities) -> Trusted:
    """Return whom to trust from now on, the newest first.

    :raises CenterError: when nobody whom we trust stands behind what is told.
    """
    try:
        return _judged(known, told)
    except Exception as error:  # parsers raise many kinds on hostile input
        unproved = Message("center__authorities_unproved")
        raise CenterError(unproved, Fault.CENTER_IDENTITY) from error


def _judged(known: Trusted, told: TrustedAuthorities) -> Trusted:
    theirs = [_loaded(pem) for pem in told.certificates]
    newest = theirs[0]
    if [_der(each) for each in theirs] == [_der(each) for each in known]:
        return known
    if _begin(newest) < max(_begin(each) for each in known):
        return known
    proved = _proved(known, [_loaded(pem) for pem in told.vouched])
    if _key(newest) not in proved:
        raise ValueError("nobody vouches for the newest")
    _check_authority(newest)
    signed = b"".join(hashlib.sha256(_der(each)).digest() for each in theirs)
    public = newest.public_key()
    assert isinstance(public, EllipticCurvePublicKey)
    public.verify(told.signature, STATEMENT + signed, ECDSA(SHA256()))
    ours = {_der(each) for each in known}
    others = [
        each
        for each in theirs[1:]
        if _der(each) in ours or (_key(each) in proved and _is_authority(each))
    ]
    return [newest, *others]


def _proved(known: Trusted, vouched: Trusted) -> set[bytes]:
    """Return the keys that are trusted, or that a trusted one vouches for."""
    trusted = list(known)
    left = list(vouched)
    while found := [each for each in left if _has_issuer(each, trusted)]:
        trusted += found
        left = [each for each in left if each not in found]
    return {_key(each) for each in trusted}


def _has_issuer(certificate: x509.Certificate, issuers: Trusted) -> bool:
    return any(_issued_by(certificate, issuer) for issuer in issuers)


def _issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return _is_ca(certificate)


def _is_ca(certificate: x509.Certificate) -> bool:
    """Tell whether it is an authority: what kiosks and nodes are given never is."""
    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except (x509.ExtensionNotFound, ValueError):
        return False
    return basic.value.ca


def _is_authority(certificate: x509.Certificate) -> bool:
    return _issued_by(certificate, certificate)


def _check_authority(certificate: x509.Certificate) -> None:
    if not _is_authority(certificate):
        raise ValueError("no authority")


def _loaded(pem: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem.encode("ascii"))


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def _begin(certificate: x509.Certificate) -> datetime:
    return certificate.not_valid_before_utc


def _key(certificate: x509.Certificate) -> bytes:
    spki = PublicFormat.SubjectPublicKeyInfo
    return certificate.public_key().public_bytes(Encoding.DER, spki)
