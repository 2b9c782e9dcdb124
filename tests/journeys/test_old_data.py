"""What an older version wrote opens, and goes on, with this one."""

import sqlite3
import tarfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from random import Random
from shutil import copy

import pytest

from kiosk.center.database.engine import FILE
from kiosk.center.server.serve import CenterServer
from kiosk.center.upload.stored import stored_events, verify_stored
from kiosk.machine.demo.demo_center import DemoKeys
from kiosk.machine.running_kiosk import open_store
from kiosk.machine.shell import cli
from kiosk.machine.shell.cli import main
from kiosk.settings.config import KioskConfig
from kiosk.settings.loading import load_config
from kiosk.sync.applications.application_desk import ApplicationDesk
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal.journal import Journal
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.upload.uploader import Uploader
from kiosk.sync.wire.events.machine_events import KioskStarted
from tests.sync.applications.hall import Hall, Line, TestClock

OLD = Path(__file__).parents[1] / "data" / "before-step-6"
LATER = 1736481600.0 + 3600
"""An hour after the old version wrote its last event."""
UPLOADED = ["1:1", "1:2", "1:3", "1:4", "2:1", "2:2", "2:3"]
WAITING = ["journal.epoch", "loss.asked", "reader.event", "kiosk.twin"]


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KioskConfig:
    """A copy of the old files in the current folder, as its settings name them."""
    copy(OLD / "kiosk.toml", tmp_path)
    with tarfile.open(OLD / "folders.tar.xz") as folders:
        folders.extractall(tmp_path, filter="data")
    monkeypatch.chdir(tmp_path)
    return load_config(Path("kiosk.toml"))


@contextmanager
def old_center(clock: TestClock) -> Iterator[str]:
    """Serve the old center's folder and give its address."""
    server = CenterServer(Path("center"), now=clock.seconds, keys=DemoKeys())
    server.start()
    try:
        yield f"https://127.0.0.1:{server.port}"
    finally:
        server.stop()


@asynccontextmanager
async def old_kiosk(
    config: KioskConfig, clock: TestClock, url: str = ""
) -> AsyncIterator[Hall]:
    """Open the old state folder as the program does at its start."""
    folder = config.state / "keys"
    store, keys = open_store(config), DeviceKeys.load(folder)
    log = Journal(store, config.machine.id, keys, clock)
    client = CenterClient(url, config.machine.id, keys, folder, 60.0, log.time.known)
    line = Line(client)
    desk = ApplicationDesk.over(log, line)
    uploader = Uploader(log, client, clock, Random(1), 0.0, desk.delivery)
    try:
        yield Hall(desk, line, store, log, uploader)
    finally:
        await client.close()
        store.close()


def command(
    capsys: pytest.CaptureFixture[str], *words: str, told: str = ""
) -> tuple[int, str]:
    """Run a command with the old settings; return its status and what it printed."""
    status = cli.main([*words, "--config", "kiosk.toml"])
    out, err = capsys.readouterr()
    assert (told in err, err.count("\n")) == (True, 1 if told else 0)
    return status, out


def later() -> TestClock:
    """Return both ends' clock after the machine was updated and started again."""
    clock = TestClock()
    clock.at, clock.boot = LATER, "boot-2"
    return clock


def reports() -> list[tuple[str, str]]:
    """Return the acts that the center has judged."""
    with sqlite3.connect(Path("center") / FILE) as db:
        return db.execute("SELECT id, state FROM act").fetchall()


async def exchange(one: Hall) -> None:
    """Do what one try of the uploader does, until nothing is left to send."""
    await one.acts.delivery.deliver()
    while await one.uploader.step():
        pass


def test_old_settings_are_ok(
    old: KioskConfig, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = "maintenance.password_hash"
    status, said = command(capsys, "config", "check", told=gone)
    assert (status, said.partition(" (")[0]) == (0, "kiosk.toml: ok: machine HALL-0001")
    told = {f"{old.printer.baud}", old.panel.slot_side, old.keys.levels[-1]}
    assert told == {"38400", "right", "card_id"}


def test_every_key_of_the_settings_is_in_the_old_ones(old: KioskConfig) -> None:
    """Else a key that is read otherwise today would not be noticed."""
    default = KioskConfig(machine=old.machine)
    younger = {"update", "camera"}
    tables = set(KioskConfig.__struct_fields__) - {"machine"} - younger
    same = {name for name in tables if getattr(old, name) == getattr(default, name)}
    assert same == set()


def test_an_old_journal_verifies_and_lists(
    old: KioskConfig, capsys: pytest.CaptureFixture[str]
) -> None:
    open_store(old).close()  # as the program does at its next start
    status, said = command(capsys, "journal", "verify")
    assert (status, said) == (0, "11 events, every seal and the chain are whole.\n")
    status, said = command(capsys, "journal", "list")
    assert status == 0
    rows = [line.split() for line in said.splitlines()]
    assert [row[0] for row in rows if row[3] == "acked"] == UPLOADED
    assert [row[4] for row in rows if row[3] == "waiting"] == WAITING


@pytest.mark.usefixtures("old")
def test_a_row_that_does_not_open_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (file,) = tmp_path.rglob("kiosk.sqlite")
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("UPDATE outbox SET sealed=x'00'")
    status = main(["journal", "list", "--config", "kiosk.toml", "--language", "en"])
    said = capsys.readouterr()
    assert (status, said.err.count("\n")) == (2, 1)
    assert said.err.startswith("kiosk: ")


async def test_what_waited_arrives_once_and_new_events_follow(old: KioskConfig) -> None:
    clock = later()
    with old_center(clock) as url:
        async with old_kiosk(old, clock, url) as one:
            assert one.acts.numbers().waiting == 1
            await exchange(one)
            assert one.acts.numbers().waiting == 0
            (answered,) = one.events("loss.answered")
            assert answered.payload["state"] == "accepted"
            one.journal.append(KioskStarted("next"))
            await exchange(one)
        async with old_kiosk(old, clock, url) as again:
            await exchange(again)
            assert again.journal.numbers().waiting == 0
            assert again.journal.verify().ok
            known = [entry.id for entry in again.journal.entries()]
    stored = stored_events(Path("center"))
    assert [event.id for event in stored] == known
    kinds = [event.kind for event in stored[len(UPLOADED) :]]
    assert kinds == [*WAITING, "loss.answered", "kiosk.start"]
    assert verify_stored(Path("center")).ok
    assert reports() == [(answered.payload["act"], "accepted")]


async def test_an_old_journal_takes_new_events_without_a_line(old: KioskConfig) -> None:
    async with old_kiosk(old, later()) as one:
        before = [entry.id for entry in one.journal.entries()]
        one.journal.append(KioskStarted("next"))
        after = one.journal.entries()
        assert [entry.id for entry in after[:-1]] == before
        assert (after[-1].epoch, after[-1].seq) == (3, 5)
        assert one.journal.verify().ok
