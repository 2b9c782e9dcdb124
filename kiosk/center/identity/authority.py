"""A certificate authority of the center: made on first start, signs kiosks and nodes.

P-256 throughout. It issues; who may have a certificate is the registry's decision. All
authorities of a center have one name, so that one may vouch for the next although
none of them allows others below it (RFC 5280 does not count what bears its own name).
"""

import datetime as dt
import hashlib
import ipaddress
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.center.database.connecting import connect
from kiosk.center.identity.sealed_secrets import SealedSecrets, remove_taken
from kiosk.settings.state.durable_file import sync_folder, write_durably

FILE = "authority-key.pem"
"""Where an older center had it, beside its database."""
AUTHORITY_DAYS = 3650
SERVER_DAYS = 825
KIOSK_DAYS = 90
BACKDATED = dt.timedelta(hours=1)
"""A kiosk's clock may be a little behind the center's."""
NAME = "kiosk center authority"
_YOUNGER = dt.timedelta(seconds=1)


class RequestRefused(Exception):
    """A certificate request is not one this authority signs."""


class Authority:
    """The key and certificate that everything else is trusted by."""

    def __init__(
        self, key: EllipticCurvePrivateKey, certificate: x509.Certificate
    ) -> None:
        """Take a key, which may lie in another machine that only signs with it."""
        self._key = key
        self.certificate = certificate

    @classmethod
    def made(cls, key: EllipticCurvePrivateKey, after: dt.datetime) -> "Authority":
        """Return a new authority of a key, younger than another moment."""
        public = key.public_key()
        began = max(dt.datetime.now(dt.UTC) - BACKDATED, after + _YOUNGER)
        builder = _builder(NAME, public, AUTHORITY_DAYS, began)
        return cls(key, _as_authority(builder, public).sign(key, SHA256()))

    def vouch(self, other: "Authority") -> x509.Certificate:
        """Return a certificate of another authority's key that this one signs."""
        theirs = other.certificate
        public = other._key.public_key()
        ends = min(theirs.not_valid_after_utc, self.certificate.not_valid_after_utc)
        # As old as ours: whoever's clock lets it believe us believes it too.
        began = self.certificate.not_valid_before_utc
        days = (ends - dt.datetime.now(dt.UTC)) / dt.timedelta(days=1)
        builder = _as_authority(_builder(NAME, public, days, began), public)
        own = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        return builder.add_extension(own, critical=False).sign(self._key, SHA256())

    def sign(self, words: bytes) -> bytes:
        """Return the authority's signature of a text (ECDSA with SHA-256)."""
        return self._key.sign(words, ECDSA(SHA256()))

    @classmethod
    def load_or_create(cls, folder: Path) -> "Authority":
        """Load the authority of a center, or make one; many nodes have the same.

        :raises ValueError: when an older center's file is broken; it is never replaced.
        :raises KeysGone: when the root key is missing.
        """
        secrets, old = SealedSecrets(folder), folder / FILE
        with closing(connect(folder)) as db:
            data = secrets.kept(db, "authority", lambda db: _first(old)).plain
        authority = cls.parsed(data)
        if old.exists() and old.read_bytes() == data:
            remove_taken(old)
        if not cls.path(folder).exists():
            authority.publish(folder)
        return authority

    def publish(self, folder: Path, pems: str = "") -> Path:
        """Write the public part down, which operators give out; return the file.

        :param pems: of all authorities that hold, where there are more.
        """
        data, path = (pems or self.pem).encode("ascii"), self.path(folder)
        if path.exists() and path.read_bytes() == data:
            return path
        # A command may do the same just now, under another name.
        with tempfile.TemporaryDirectory(dir=folder, prefix=".authority-") as aside:
            fresh = Path(aside) / path.name
            write_durably(fresh, data)
            fresh.replace(path)
        sync_folder(folder)
        return path

    @classmethod
    def parsed(cls, data: bytes) -> "Authority":
        """Return the authority whose key and certificate these are, as PEM.

        :raises ValueError: when they are none.
        """
        key = load_pem_private_key(data, None)
        if not isinstance(key, EllipticCurvePrivateKey):
            raise ValueError("no elliptic curve key")
        return cls(key, x509.load_pem_x509_certificate(data))

    @staticmethod
    def path(folder: Path) -> Path:
        """Return the file with the public part."""
        return folder / "authority.pem"

    @property
    def pem(self) -> str:
        """Return the authority's certificate."""
        return self.certificate.public_bytes(Encoding.PEM).decode("ascii")

    @property
    def digest(self) -> bytes:
        """Return SHA-256 over the certificate's DER, the source of fingerprints."""
        return hashlib.sha256(self.certificate.public_bytes(Encoding.DER)).digest()

    def write_server(
        self,
        folder: Path,
        names: list[str],
        file: str = "server.pem",
        vouched: Sequence[str] = (),
    ) -> Path:
        """Issue a server's certificate and return the file with it and its key.

        :param vouched: certificates of this authority by those before it, as PEM.
        """
        key = generate_private_key(SECP256R1())
        certificate = self._issue(
            "kiosk center", key.public_key(), SERVER_DAYS, server_names=names
        )
        path = folder / file
        pem = certificate.public_bytes(Encoding.PEM)
        chain = "".join(vouched).encode("ascii")
        write_durably(path, _private_pem(key) + pem + chain)
        return path

    def issue_kiosk(
        self, request_pem: str, kiosk_id: str, days: float = KIOSK_DAYS
    ) -> x509.Certificate:
        """Sign a kiosk's request; the name is the registry's, not the request's.

        :raises RequestRefused: when it is broken, unsigned or not P-256.
        """
        try:
            request = x509.load_pem_x509_csr(request_pem.encode("utf-8"))
            key = request.public_key()
            signed = request.is_signature_valid
        except Exception as error:  # parsers raise many kinds on hostile input
            raise RequestRefused("not a certificate request") from error
        if not signed or not isinstance(key, EllipticCurvePublicKey):
            raise RequestRefused("not signed with an elliptic curve key")
        if key.curve.name != SECP256R1.name:
            raise RequestRefused("not a P-256 key")
        return self._issue(kiosk_id, key, days)

    def issue_desk(self, key: Ed25519PublicKey, days: float) -> x509.Certificate:
        """Certify the key that signs what machines are told, and for nothing else."""
        purpose = ExtendedKeyUsageOID.CODE_SIGNING
        return self._issue("kiosk center desk", key, days, purpose=purpose)

    @property
    def identifier(self) -> bytes:
        """Return the key identifier that what it issued names it by."""
        key = self._key.public_key()
        return x509.SubjectKeyIdentifier.from_public_key(key).digest

    def _issue(
        self,
        name: str,
        key: EllipticCurvePublicKey | Ed25519PublicKey,
        days: float,
        server_names: list[str] | None = None,
        purpose: x509.ObjectIdentifier | None = None,
    ) -> x509.Certificate:
        usage = ExtendedKeyUsageOID
        if purpose is None:
            purpose = usage.CLIENT_AUTH if server_names is None else usage.SERVER_AUTH
        builder = _builder(name, key, days).issuer_name(self.certificate.subject)
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([purpose]), critical=False
        ).add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
            critical=False,
        )
        if server_names is not None:
            alternatives = x509.SubjectAlternativeName(map(_general, server_names))
            builder = builder.add_extension(alternatives, critical=False)
        return builder.sign(self._key, SHA256())


def _first(old: Path) -> bytes:
    """Return the first authority of a database: an older center's, or a new one."""
    if not old.exists():
        return _new_authority()
    data = old.read_bytes()
    try:
        Authority.parsed(data)
    except ValueError as error:
        raise ValueError(f"{old}: {error}") from None
    return data


def _new_authority() -> bytes:
    key = generate_private_key(SECP256R1())
    made = Authority.made(key, dt.datetime.fromtimestamp(0, dt.UTC))
    return authority_file(key, made.certificate)


def authority_file(
    key: EllipticCurvePrivateKey, certificate: x509.Certificate
) -> bytes:
    """Return a key and its certificate as PEM, as `Authority.parsed` takes them."""
    return _private_pem(key) + certificate.public_bytes(Encoding.PEM)


def _as_authority(
    builder: x509.CertificateBuilder, key: EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    builder = builder.issuer_name(_name(NAME)).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    builder = builder.add_extension(_signs_certificates(), critical=True)
    return builder.add_extension(
        x509.SubjectKeyIdentifier.from_public_key(key), critical=False
    )


def _builder(
    name: str,
    key: EllipticCurvePublicKey | Ed25519PublicKey,
    days: float,
    began: dt.datetime | None = None,
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(began or now - BACKDATED)
        .not_valid_after(now + dt.timedelta(days=days))
    )


def _signs_certificates() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _private_pem(key: EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
