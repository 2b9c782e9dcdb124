"""Accounts for one machine: opened there, by nobody else, and shown nowhere."""

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.sync.wire.downward.sealed_accounts import (
    AccountsUnreadable,
    CenterAccount,
    open_accounts,
    seal_accounts,
)
from kiosk.sync.wire.phone_code import center_secret, machine_secret

ACCOUNT = CenterAccount("2001", 2, "$argon2id$hash", b"canary-secret-0001")


def test_only_the_machine_itself_opens_them() -> None:
    machine, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    center = X25519PrivateKey.generate()
    public = center.public_key().public_bytes_raw()
    own = machine.public_key().public_bytes_raw()
    shared = center_secret(center, own)
    content = seal_accounts(shared, public, "HALL-1", (ACCOUNT,))
    wire = msgspec.json.encode(content)
    assert b"canary" not in content.sealed
    assert b"2001" not in content.sealed
    secret = machine_secret(machine, content.center)
    assert open_accounts(secret, "HALL-1", content) == (ACCOUNT,)
    assert "canary" not in repr(content) + repr(ACCOUNT)
    changed = msgspec.structs.replace(content, sealed=content.sealed[:-1] + b"x")
    for key, kiosk, which in (
        (machine_secret(other, public), "HALL-1", content),
        (secret, "HALL-2", content),
        (secret, "HALL-1", changed),
        (secret, "HALL-1", msgspec.structs.replace(content, sealed=b"")),
    ):
        with pytest.raises(AccountsUnreadable):
            open_accounts(key, kiosk, which)
    assert msgspec.json.decode(wire, type=type(content)) == content
