from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import Connection

from kiosk.center.database.connecting import connect
from kiosk.center.identity.authority import Authority
from kiosk.center.identity.desk_key import DAYS, DeskKey
from kiosk.sync.identity.certificates import Certificates
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.wire.downward.signed_message import (
    Purpose,
    SignedMessage,
    UnsignedMessage,
    opened,
    signed,
)

NOW = datetime.now(UTC)
BODY = b'{"kiosk":"K-1"}'


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.load_or_create(tmp_path / "center")


@pytest.fixture
def db(tmp_path: Path, authority: Authority) -> Iterator[Connection]:
    with closing(connect(tmp_path / "center")) as connection:
        yield connection


@pytest.fixture
def message(tmp_path: Path, authority: Authority, db: Connection) -> SignedMessage:
    key = DeskKey(tmp_path / "center", lambda: authority)
    return key.sign(db, Purpose.ORDER, BODY, NOW.timestamp())


def test_what_the_desk_signs_opens(
    authority: Authority, message: SignedMessage
) -> None:
    trusted = [authority.certificate]
    assert opened(message, Purpose.ORDER, trusted, NOW) == BODY
    assert opened(message, Purpose.ORDER, trusted, None) == BODY


@pytest.mark.parametrize(
    "change",
    [
        {"body": BODY + b" "},
        {"signature": bytes(64)},
        {"certificate": "no certificate"},
        {"certificate": "\u4e2d"},
    ],
)
def test_what_was_changed_does_not(
    authority: Authority, message: SignedMessage, change: dict[str, object]
) -> None:
    other = msgspec.structs.replace(message, **change)
    with pytest.raises(UnsignedMessage):
        opened(other, Purpose.ORDER, [authority.certificate], NOW)


def test_a_signature_is_for_one_purpose_and_of_one_authority(
    tmp_path: Path, authority: Authority, message: SignedMessage
) -> None:
    with pytest.raises(UnsignedMessage):
        opened(message, Purpose.EDITION, [authority.certificate], NOW)
    stranger = Authority.load_or_create(tmp_path / "stranger")
    with pytest.raises(UnsignedMessage):
        opened(message, Purpose.ORDER, [stranger.certificate], NOW)
    both = [stranger.certificate, authority.certificate]
    assert opened(message, Purpose.ORDER, both, NOW) == BODY


@pytest.mark.parametrize("days", [-1, DAYS + 1])
def test_a_certificate_has_its_time(
    authority: Authority, message: SignedMessage, days: int
) -> None:
    with pytest.raises(UnsignedMessage):
        opened(
            message,
            Purpose.ORDER,
            [authority.certificate],
            NOW + timedelta(days=days),
        )


def test_a_kiosk_cannot_speak_for_the_desk(
    tmp_path: Path, authority: Authority
) -> None:
    keys = DeviceKeys.load_or_create(tmp_path / "keys")
    request = Certificates(tmp_path / "keys", keys).request("K-1")
    own = authority.issue_kiosk(request, "K-1").public_bytes(Encoding.PEM).decode()
    forged = signed(Ed25519PrivateKey.generate(), own, Purpose.ORDER, BODY)
    with pytest.raises(UnsignedMessage):
        opened(forged, Purpose.ORDER, [authority.certificate], NOW)


def test_the_desks_certificate_is_made_anew_in_good_time(
    tmp_path: Path, authority: Authority, db: Connection, message: SignedMessage
) -> None:
    key = DeskKey(tmp_path / "center", lambda: authority)
    again = key.sign(db, Purpose.ORDER, BODY, NOW.timestamp())
    assert again.certificate == message.certificate
    later = NOW + timedelta(days=DAYS / 2 + 1)
    renewed = key.sign(db, Purpose.ORDER, BODY, later.timestamp())
    assert renewed.certificate != message.certificate
