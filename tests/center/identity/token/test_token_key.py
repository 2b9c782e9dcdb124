"""An authority whose key is in a token: SoftHSM with a token of our own."""

import asyncio
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.center.identity import authorities, authority_rotation
from kiosk.center.identity.authorities import Authorities
from kiosk.center.identity.authority_rotation import begin, end
from kiosk.center.identity.token.token_settings import FILE, TokenAway
from kiosk.center.server.operations import new_code
from kiosk.domain.faults import Fault
from kiosk.machine.shell.cli import main
from kiosk.settings.programs import program
from kiosk.sync.identity.certificates import Certificates
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.identity_wire import Renewal
from tests.center.fixture import enrolled, running_center

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "48151623"


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a token; the library reads where it is once for the whole process."""
    folder = tmp_path_factory.mktemp("tokens")
    (folder / "kept").mkdir()
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {folder / 'kept'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(config)
    label = ["--init-token", "--free", "--label", "kiosk"]
    pins = ["--pin", PIN, "--so-pin", PIN]
    command = [program("softhsm2-util"), *label, *pins]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def with_token(center: Path, tokens: Path) -> None:
    pin = tokens / "pin"
    pin.write_text(f"{PIN}\n")
    (center / FILE).write_text(
        f'module = "{MODULE}"\ntoken = "kiosk"\npin_file = "{pin}"\n'
    )


@pytest.mark.engine("sqlite")
async def test_a_token_issues_and_when_it_is_away_serving_goes_on(
    tmp_path: Path, tokens: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authority_rotation, "LEADS_AFTER", -1.0)
    monkeypatch.setattr(authorities, "LEADS_AFTER", -1.0)
    monkeypatch.setattr(authorities, "HEARD_AFTER", -1.0)
    folder = tmp_path / "own"
    Authorities(folder)
    with_token(folder, tokens)
    made = begin(folder, in_token=True)
    end(folder, leave=False)
    assert made.own.certificate == Authorities(folder).newest.own.certificate
    with running_center(folder, people={}) as center:
        async with enrolled(center, tmp_path / "kiosk") as client:
            assert await client.health()
            papers = Certificates(
                tmp_path / "kiosk", DeviceKeys.load(tmp_path / "kiosk")
            )
            assert papers.is_of_the_newest()
            (tokens / "pin").write_text("00000000")
            with pytest.raises(CenterError) as refused:
                await client.renew(Renewal(papers.request("hall-1")))
            assert refused.value.fault is Fault.CENTER_ERROR
            assert await client.position()
            await client.close()
            await asyncio.sleep(0.1)
    # A node that starts without the token serves with the papers of before.
    with running_center(folder, people={}) as center:
        assert new_code(folder, "hall-2")


@pytest.mark.engine("sqlite")
def test_a_dead_token_is_one_sentence(
    tmp_path: Path, tokens: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Authorities(tmp_path)
    rotate = ["center", "rotate-authority", "--in-token", "--language", "en"]
    rotate += ["--folder", str(tmp_path)]
    assert main(rotate) == 2
    assert "does not say which token" in capsys.readouterr().err
    with_token(tmp_path, tokens)
    settings = tmp_path / FILE
    other = settings.read_text().replace('"kiosk"', '"other"')
    for name, path, text in (
        ("PIN", tokens / "pin", None),
        ("kiosk cannot", tokens / "pin", "wrong-pin-77"),
        ("other cannot", settings, other),
    ):
        path.unlink() if text is None else path.write_text(text)
        assert main(rotate) == 2
        said = capsys.readouterr().err
        assert name in said
        assert said.count("\n") == 1
        assert "wrong-pin-77" not in said
    assert len(Authorities(tmp_path).accepted) == 1
    with pytest.raises(TokenAway):
        begin(tmp_path, in_token=True)
    shutil.rmtree(tmp_path)
