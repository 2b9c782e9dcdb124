"""A kill at each step of taking an edition: all of it or nothing, told once."""

import asyncio
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.center.identity.authority import Authority
from kiosk.machine.settings_trial import begin_trial
from kiosk.settings.loading import load_config
from kiosk.settings.regions import load_region
from kiosk.settings.state.region_edition import read_region_state
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.wire.downward.editions_wire import Edition, EditionMark
from kiosk.sync.wire.downward.signed_message import Purpose, machine_mark, signed
from tests.effort import IS_LONG
from tests.machine.editions.hall_machine import settings_file
from tests.machine.editions.killed_machine import PLACES, desk_of
from tests.machine.editions.test_edition_watch import OURS
from tests.sync.samples import KIOSK

EVERY = [place for place in PLACES if place != "never"]
TRIED = EVERY if IS_LONG else ["in the row", "in the trial"]


def prepared(folder: Path) -> Path:
    """Return a machine's settings with an edition that waits for it."""
    path = settings_file(folder)
    keys = DeviceKeys.load_or_create(folder / "state/keys")
    authority = Authority.load_or_create(folder / "center")
    key = Ed25519PrivateKey.generate()
    body = Edition(
        kiosk=KIOSK,
        machine=machine_mark(keys.signing_public),
        kind="region",
        number=7,
        made=datetime(2026, 12, 1, tzinfo=UTC),
        by="desk1",
        content=OURS,
    )
    paper = authority.issue_desk(key.public_key(), 400).public_bytes(Encoding.PEM)
    message = signed(
        key, paper.decode("ascii"), Purpose.EDITION, msgspec.json.encode(body)
    )
    (folder / "edition-7.json").write_bytes(msgspec.json.encode(message))
    pem = authority.certificate.public_bytes(Encoding.PEM)
    (folder / "authority.pem").write_bytes(pem)
    return path


@pytest.mark.parametrize("where", TRIED)
async def test_what_was_killed_is_whole_after_the_next_start(
    where: str, tmp_path: Path
) -> None:
    path = prepared(tmp_path)
    program = [sys.executable, "-m", "tests.machine.editions.killed_machine"]
    words = [*program, str(tmp_path), where]
    done = await asyncio.to_thread(subprocess.run, words, check=False)
    assert done.returncode == -signal.SIGKILL
    begin_trial(path)
    config = load_config(path)
    assert load_region(path, "ningbo", config.state).region.name == "宁波市"
    desk = desk_of(tmp_path)
    taken = where in ("before the trial", "in the trial")
    assert desk.trial == ("region" if taken else "")
    await desk.take([EditionMark("region", 7, 1)])
    desk.work()
    trial = read_region_state(config.state).trial
    assert trial is not None
    assert trial.number == 7
    begin_trial(path)
    assert load_region(path, "ningbo", config.state).region.name == "新宁波市"
