"""Commands that look make nothing, and say whose a folder is when it is not ours."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.domain.faults import Fault
from kiosk.domain.message import Message
from kiosk.machine.running_kiosk import open_store
from kiosk.machine.shell import options, tools
from kiosk.machine.shell.cli import main
from kiosk.machine.shell.doctor import doctor
from kiosk.machine.shell.doctor.doctor_line import DoctorLine
from kiosk.session.staff.pages import PartHealth
from kiosk.settings.config import KioskConfig
from kiosk.settings.loading import load_config
from kiosk.settings.state import ownership
from kiosk.settings.state.instance import AnotherRuns, Instance
from kiosk.settings.state.ownership import OtherOwner, must_be_ours, strangers
from kiosk.settings.state.store import Store
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.clock.clock import SystemClock
from kiosk.sync.identity.credential_keys import KeysError
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal.journal import Journal
from kiosk.sync.wire.events.machine_events import KioskStarted

NOBODY = 65534
LOADED = (doctor, tools)
"""Loaded late otherwise, when the test's user may not read the interpreter's files."""
READERS = (
    ["doctor"],
    ["config", "check"],
    ["journal", "list"],
    ["journal", "verify"],
    ["journal", "rejected"],
)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder that everybody may look into, unlike pytest's own."""
    made = Path(tempfile.mkdtemp(prefix="kiosk-test-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def settings(folder: Path) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(
        f'[machine]\nid = "K1"\nregion = "ningbo"\nstate = "{folder}/state"\n'
        '[center]\nurl = "https://127.0.0.1:9"\n',
        "utf-8",
    )
    return path


@pytest.fixture(autouse=True)
def no_card_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for no card service: this process would know no other one afterwards.

    libpcsclite keeps to the first socket; a test of the private pcscd may come later.
    """

    async def reader(config: KioskConfig) -> DoctorLine:
        seen = Message("doctor__slot__no_service")
        return DoctorLine("reader", PartHealth.BAD, seen, Fault.READER_SERVICE)

    monkeypatch.setattr(doctor, "_reader", reader)


def begin(path: Path) -> KioskConfig:
    """Make what a kiosk has made after its first start."""
    config = load_config(path)
    store = open_store(config)
    keys = DeviceKeys.load_or_create(config.state / "keys")
    Journal(store, "K1", keys, SystemClock()).append(KioskStarted("1"))
    store.close()
    return config


@contextmanager
def ordinary() -> Iterator[None]:
    """Be a user who owns nothing of root's, whoever runs the tests."""
    as_root = os.geteuid() == 0
    if as_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if as_root:
            os.seteuid(0)


def files(folder: Path) -> set[str]:
    return {str(p.relative_to(folder)) for p in folder.rglob("*")}


@pytest.mark.parametrize("words", READERS, ids=" ".join)
def test_before_the_first_start_nothing_is_made(
    settings: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(settings.parent)
    assert main([*words, "--config", str(settings)]) in (0, 1, 2)
    assert files(settings.parent) == before
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("words", READERS, ids=" ".join)
def test_beside_a_kiosk_nothing_is_made_or_changed(
    settings: Path, words: list[str]
) -> None:
    config = begin(settings)
    before = {p: p.stat().st_mtime_ns for p in config.state.rglob("*") if p.is_file()}
    assert main([*words, "--config", str(settings)]) in (0, 1)
    after = {p: p.stat().st_mtime_ns for p in config.state.rglob("*") if p.is_file()}
    assert after == before


def test_what_looks_cannot_write(settings: Path) -> None:
    config = begin(settings)
    path = config.state / "kiosk.sqlite"
    store = Store(path, (), look=True)
    with pytest.raises(StoreError):
        store.execute("DELETE FROM event")
    store.close()
    with pytest.raises(StoreError, match="at its first start"):
        Store(path.with_name("none.sqlite"), (), look=True)


def test_missing_keys_are_told(folder: Path) -> None:
    with pytest.raises(KeysError, match="no keys yet"):
        DeviceKeys.load(folder)
    assert files(folder) == set()


def test_a_second_kiosk_does_not_run_beside_the_first(folder: Path) -> None:
    first, second = Instance(folder / "state"), Instance(folder / "state")
    first.take()
    first.take()
    with pytest.raises(AnotherRuns, match=rf"process {os.getpid()}\); stop it"):
        second.take()
    other = Instance(folder / "another")
    other.take()
    first.give_back()
    second.take()
    second.give_back()
    other.give_back()


def test_a_lock_ends_with_its_holder(folder: Path) -> None:
    child = os.fork()
    if child == 0:
        Instance(folder).take()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    after = Instance(folder)
    after.take()
    after.give_back()


def test_root_makes_nothing_in_a_folder_of_the_service(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(ownership, "user_name", lambda n: {0: "root"}.get(n, "kiosk"))
    monkeypatch.setattr(ownership, "owner_of", lambda path: 998)
    with pytest.raises(OtherOwner, match=r"belongs to kiosk.*sudo -u kiosk kiosk"):
        must_be_ours(folder)
    with pytest.raises(OtherOwner):
        Instance(folder).take()
    assert files(folder) == set()


def test_a_folder_of_root_is_not_called_broken() -> None:
    folder = Path("/usr/share/kiosk-of-root")
    with ordinary():
        me = ownership.user_name(os.geteuid())
        make = f"/usr/share belongs to root; .* install -d -m 700 -o {me} {folder}"
        with pytest.raises(StoreError, match=make) as no:
            Store(folder / "kiosk.sqlite", ())
        assert no.value.fault is Fault.STORE_DENIED
        with pytest.raises(KeysError, match="belongs to root") as denied:
            DeviceKeys.load_or_create(folder / "keys")
        assert denied.value.fault is Fault.STORE_DENIED
        with pytest.raises(StoreError, match="belongs to root"):
            Instance(folder).take()


def test_a_folder_of_root_s_own_is_given_to_the_kiosk(folder: Path) -> None:
    own = folder / "state"
    own.mkdir(mode=0o700)
    with ordinary():
        me = ownership.user_name(os.geteuid())
        with pytest.raises(StoreError, match=f"chown -R {me}: {own}") as no:
            Store(own / "kiosk.sqlite", ())
    assert no.value.fault is Fault.STORE_DENIED


def test_a_folder_that_its_owner_closed_is_not_called_broken(folder: Path) -> None:
    with ordinary():
        closed = Path(tempfile.mkdtemp(prefix="kiosk-test-"))
        closed.chmod(0o500)
        with pytest.raises(StoreError, match="run: chmod u\\+rwX") as caught:
            Store(closed / "kiosk.sqlite", ())
        closed.rmdir()
    assert caught.value.fault is Fault.STORE_DENIED


def test_what_root_left_in_the_services_folder_is_found(
    settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = begin(settings)
    keys = config.state / "keys" / "device-keys.json"
    assert strangers(config.state) == []
    monkeypatch.setattr(ownership, "owner_of", lambda path: 0 if path == keys else 998)
    assert strangers(config.state) == [keys]


@pytest.mark.parametrize("words", [["--help"], ["card", "new", "--help"]])
def test_help_needs_no_look_into_the_settings_folder(
    words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(options, "SYSTEM_CONFIG", Path("/root/kiosk/kiosk.toml"))
    with ordinary(), pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 0


@pytest.mark.parametrize("words", READERS, ids=" ".join)
def test_who_may_not_look_is_told_so(
    words: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(options, "SYSTEM_CONFIG", Path("/root/kiosk/kiosk.toml"))
    with ordinary():
        assert main(words) == 2
    said = capsys.readouterr().err
    assert "may not look there" in said
    assert said.count("\n") == 1


def test_what_the_system_refuses_is_a_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KIOSK_ROOT", str(folder))
    assert main(["doctor"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"kiosk: {folder}/assets: is missing; install")
    assert said.count("\n") == 1
