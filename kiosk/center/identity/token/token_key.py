"""An authority's key in a token (PKCS #11): it signs there and never leaves.

The only file that knows the library. Each signature logs in anew, so that a token that
was pulled and put back, or a network one that came back, needs no restart.
"""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pkcs11
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    ECDSA,
    EllipticCurve,
    EllipticCurvePrivateKey,
    EllipticCurvePrivateNumbers,
    EllipticCurvePublicKey,
    EllipticCurveSignatureAlgorithm,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.util.ec import (
    encode_ec_public_key,
    encode_ecdsa_signature,
    encode_named_curve_parameters,
)

from kiosk.center.identity.token.token_settings import (
    TokenAway,
    TokenSettings,
    token_pin,
    token_settings,
)
from kiosk.domain.message import Message

_TURN = threading.Lock()


class TokenKey(EllipticCurvePrivateKey):
    """A P-256 key of which only signatures come out."""

    def __init__(
        self, folder: Path, label: str, public: EllipticCurvePublicKey
    ) -> None:
        """Take where the token is, and the key's label in it; the token may be away."""
        self._folder, self._label, self._public = folder, label, public

    def sign(
        self, data: Any, signature_algorithm: EllipticCurveSignatureAlgorithm
    ) -> bytes:
        """Return the signature over data (ECDSA with SHA-256).

        :raises TokenAway: when the token cannot be used.
        """
        chosen = signature_algorithm
        if not isinstance(chosen, ECDSA) or not isinstance(chosen.algorithm, SHA256):
            raise ValueError("ECDSA with SHA-256 only")
        digest = hashlib.sha256(bytes(data)).digest()
        with _session(token_settings(self._folder)) as session:
            key = session.get_key(
                object_class=ObjectClass.PRIVATE_KEY, label=self._label
            )
            raw = key.sign(digest, mechanism=Mechanism.ECDSA)
        return bytes(encode_ecdsa_signature(raw))

    def public_key(self) -> EllipticCurvePublicKey:
        """Return the public part."""
        return self._public

    @property
    def curve(self) -> EllipticCurve:
        """Return the curve."""
        return self._public.curve

    @property
    def key_size(self) -> int:
        """Return its bits."""
        return self._public.key_size

    def exchange(self, algorithm: ECDH, peer_public_key: Any) -> NoReturn:
        """Refuse: it only signs."""
        raise _only_signs()

    def private_numbers(self) -> EllipticCurvePrivateNumbers:
        """Refuse: it does not leave the token."""
        raise _only_signs()

    def private_bytes(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: it does not leave the token."""
        raise _only_signs()

    def __copy__(self) -> "TokenKey":
        return self

    def __deepcopy__(self, memo: Any) -> "TokenKey":
        return self

    def __repr__(self) -> str:
        return "TokenKey(hidden)"


def new_token_key(folder: Path, label: str) -> TokenKey:
    """Make a key in the token that never leaves it.

    :raises TokenAway: when the token cannot be used.
    """
    curve = {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
    with _session(token_settings(folder), rw=True) as session:
        domain = session.create_domain_parameters(KeyType.EC, curve, local=True)
        public, _ = domain.generate_keypair(store=True, label=label)
        der = encode_ec_public_key(public)
    loaded = load_der_public_key(der)
    assert isinstance(loaded, EllipticCurvePublicKey)
    return TokenKey(folder, label, loaded)


@contextmanager
def _session(settings: TokenSettings, rw: bool = False) -> Iterator[Any]:
    """Give a session with the token, one at a time.

    :raises TokenAway: when there is no such library, token or key, or the PIN is wrong.
    """
    pin = token_pin(settings)
    with _TURN:
        try:
            library = pkcs11.lib(settings.module)
            token = library.get_token(token_label=settings.token)
            with token.open(user_pin=pin, rw=rw) as session:
                yield session
        except (pkcs11.exceptions.PKCS11Error, RuntimeError, OSError) as error:
            told = {"token": settings.token, "why": type(error).__name__}
            raise TokenAway(Message("operator__token_away", **told)) from None


def _only_signs() -> TypeError:
    return TypeError("A key in a token signs, and nothing else.")
