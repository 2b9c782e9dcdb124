"""What an operator types: to publish, for technicians, to roll a release out."""

import base64
import io
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import transaction
from kiosk.center.editions.staff_roll import members
from kiosk.center.fleet.machine_rows import HeardPulse, keep_pulses
from kiosk.center.identity.registry import change_key
from kiosk.center.identity.sealed_secrets import SealedSecrets
from kiosk.machine.shell.cli import main
from kiosk.sync.release.release_keys import make_key
from kiosk.sync.wire.downward.pulse_wire import Pulse
from tests.sync.release.releases import KEY, lay

WORD = "Orchid-7-Lantern"


@pytest.fixture
def center(tmp_path: Path) -> Path:
    folder = tmp_path / "center"
    with closing(connect(folder)):
        return folder


def typed(center: Path, *words: str) -> int:
    return main(["center", *words, "--folder", str(center), "--language", "en"])


def test_editions_are_published_and_listed(
    center: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notices.toml"
    file.write_text('[[notices]]\ntext = "Closed on Friday"\n')
    assert typed(center, "editions") == 0
    assert typed(center, "publish", "notices", str(file), "--by", "desk1") == 0
    assert typed(center, "editions") == 0
    told = capsys.readouterr()
    assert "nothing was published yet" in told.err
    assert "is published" in told.out
    assert "  all  " in told.out
    file.write_text("[[notices]]\ntext = ''\n")
    assert typed(center, "publish", "notices", str(file), "--by", "desk1") == 2
    assert "Nothing was published" in capsys.readouterr().err
    file.write_text("")
    assert typed(center, "publish", "notices", str(file), "--by", "desk1") == 0
    assert "taken away" in capsys.readouterr().out


def test_a_hall_that_nobody_heard_of_is_a_mistake(
    center: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notices.toml"
    file.write_text('[[notices]]\ntext = "Closed on Friday"\n')
    with closing(connect(center)) as db, transaction(db):
        change_key(db, "hall-1", b"k" * 32, 1.0)
        pulse = Pulse(boot="b", number=1, site="东城")
        keep_pulses(db, {"hall-1": HeardPulse(pulse, 1.0)})
    words = ("publish", "notices", str(file), "--by", "desk1", "--for")
    assert typed(center, *words, "site:东域") == 2
    assert "known: 东城" in capsys.readouterr().err
    assert typed(center, *words, "site:东城") == 0
    with closing(connect(center)) as db, transaction(db):
        change_key(db, "hall-1", b"", 2.0)
    assert typed(center, *words, "kiosk:hall-1") == 2, "it was revoked"


def test_technicians_come_and_go_and_their_secret_is_told_once(
    center: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{WORD}\n"))
    who = ("2001", "--role", "technician", "--by", "desk1")
    assert typed(center, "staff", "add", *who) == 0
    told = capsys.readouterr().out
    assert "otpauth://totp/" in told
    assert WORD not in told
    assert typed(center, "staff", "list") == 0
    listed = capsys.readouterr().out
    assert listed.startswith("2001  ")
    assert "otpauth" not in listed
    with closing(connect(center)) as db:
        (member,) = members(db, SealedSecrets(center))
    data = b"".join(path.read_bytes() for path in center.glob("center.sqlite*"))
    assert member.account.secret not in data
    assert member.account.hashed.encode() not in data
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{WORD}\n"))
    assert typed(center, "staff", "add", *who) == 2
    monkeypatch.setattr("sys.stdin", io.StringIO("12345678\n"))
    weak = ("2002", "--role", "hall", "--by", "desk1")
    assert typed(center, "staff", "add", *weak) == 2
    assert typed(center, "staff", "remove", "2001", "--by", "desk1") == 0
    assert typed(center, "staff", "remove", "2001", "--by", "desk1") == 2
    assert typed(center, "staff", "list") == 0
    assert "no technicians" in capsys.readouterr().err


def test_a_release_is_kept_as_signed_and_rolled_out(
    center: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = lay(tmp_path / "stick")
    keys = tmp_path / "keys"
    keys.mkdir()
    package, signed = (tmp_path / f"stick/{made.file}.{e}" for e in ("deb", "release"))
    add = ("release", "add", str(package), str(signed), "--by", "d", "--keys")
    assert typed(center, *add, str(keys)) == 2
    make_key(keys / "other.key")
    assert typed(center, *add, str(keys)) == 2
    public = KEY.public_key().public_bytes_raw()
    write_public(keys / "office.pub", public)
    assert typed(center, *add, str(keys)) == 0
    assert typed(center, "release", "list") == 0
    assert "0.2.0  20  amd64" in capsys.readouterr().out
    assert typed(center, "rollout", "status") == 0
    begin = ("rollout", "start", "0.2.0", "--by", "d", "--rings", "100")
    assert typed(center, *begin) == 0
    for act in ("pause", "resume", "stop"):
        assert typed(center, "rollout", act, "--by", "d") == 0
    assert typed(center, "rollout", "stop", "--by", "d") == 2
    assert typed(center, "rollout", "status") == 0
    assert "0 took it" in capsys.readouterr().out
    package.write_bytes(package.read_bytes()[:-1] + b"x")
    assert typed(center, *add, str(keys)) == 2


def write_public(path: Path, raw: bytes) -> None:
    path.write_text(f"kiosk-release-key-1 {base64.b64encode(raw).decode()}\n")
