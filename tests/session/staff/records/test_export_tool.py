"""An export from the journal to the center: sealed all the way, or not there."""

import asyncio
import shutil
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from kiosk.center.applications.application_keys import ActKeys
from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import put
from kiosk.center.exports.opened_export import OpenedExport
from kiosk.center.identity.identity_tables import kiosk as registry
from kiosk.devices.stick.stick_port import Stick
from kiosk.session.pages.page import Answer, ItemChosen, Page, Tap
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import ActChosen, ToolPage
from kiosk.session.staff.records import export_job
from kiosk.session.staff.records.aside import Aside
from kiosk.session.staff.records.export_job import next_number
from kiosk.session.staff.records.export_tool import show_export, stick_choice
from kiosk.sync.journal import journal_export
from kiosk.sync.journal.journal import Journal
from kiosk.sync.wire.export_wire import ExportEntry, seal_file
from tests.session.hall import Scene
from tests.session.staff.desks import pages_of
from tests.session.staff.records.archives import archive_desk
from tests.sync.samples import CANARY, filled, numbered


def with_key(desk: Desk, tmp_path: Path) -> ActKeys:
    """Let the kiosk have the center's key, as after an hour with a line."""
    center = tmp_path / "center"
    center.mkdir()
    keys = ActKeys(center)
    encoded = msgspec.json.encode(keys.present)
    desk.parts.store.execute("INSERT INTO sealing_key VALUES (1, ?, 0)", [encoded])
    return keys


def opened_at(
    tmp_path: Path, folder: Path, keys: ActKeys, journal: Journal
) -> tuple[OpenedExport, list[ExportEntry]]:
    """Open an export at the center, which has the kiosk's signing key."""
    with closing(connect(tmp_path / "center")) as db:
        public = journal.keys.signing_public
        put(db, registry, id="hall-1", signing_key=public, enrolled_at=7.0)
        opened = OpenedExport(folder, keys, db)
    return opened, list(opened.entries())


def stick_at(folder: Path, writable: bool = True, free: int = 1 << 30) -> Stick:
    folder.mkdir(exist_ok=True)
    return Stick(folder, folder.name, "vfat", writable, free)


async def walk(
    desk: Desk, place: Scene, stick: Stick | None, *touches: Answer, at_end: bool = True
) -> list[str]:
    """Choose the stick when it is seen, touch on, go back; return what was said."""
    left: list[Answer] = list(touches)
    chosen = False

    def mind(page: Page) -> Answer | None:
        nonlocal chosen
        assert isinstance(page, ToolPage)
        names = [saying.name for saying in page.sayings]
        if "exporting" in names:
            return left.pop(0) if left else None
        if "stick_looking" in names or "export_stopping" in names:
            return None
        if stick is not None and not chosen:
            chosen = True
            return ItemChosen(stick_choice(stick).item)
        return Tap.BACK

    place.who.mind = mind
    sticks = () if stick is None else (stick,)
    async with asyncio.timeout(60):
        await show_export(desk, lambda: sticks, lambda folder: True)
    return [saying.name for saying in pages_of(place, "export")[-1].sayings]


async def test_the_center_opens_what_the_kiosk_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_export, "ROWS", 7)
    desk, place, journal = archive_desk(tmp_path)
    keys = with_key(desk, tmp_path)
    filled(journal, 20)
    journal.append(numbered(20, CANARY))
    journal.store.execute("UPDATE outbox SET sealed=x'00' WHERE seq=9")
    stick = stick_at(tmp_path / "stick")
    said = await walk(desk, place, stick)
    assert "export_done" in said
    (folder,) = stick.folder.iterdir()
    assert folder.name == "kiosk-export-hall-1-1"
    opened, entries = opened_at(tmp_path, folder, keys, journal)
    assert [entry.place for entry in entries] == [(1, n) for n in range(1, 22)]
    assert [e.place for e in entries if e.event is None] == [(1, 9)]
    assert (opened.chain.first_break, opened.manifest.whole) == (None, True)
    assert (opened.chain.broken, opened.is_whole) == (1, False)
    assert opened.numbers is not None
    for file in folder.iterdir():
        assert CANARY.encode() not in file.read_bytes(), file
        assert b"print.done" not in file.read_bytes(), file
    acts = [(p["act"], p["done"]) for _, p in place.journal.events]
    assert acts == [("export_begun", True), ("export", True)]
    assert next_number(desk.parts.store) == 2


async def test_a_stick_pulled_in_the_middle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_export, "ROWS", 3)
    desk, place, journal = archive_desk(tmp_path)
    with_key(desk, tmp_path)
    filled(journal, 20)
    stick = stick_at(tmp_path / "stick")
    real = seal_file
    written = 0

    def pulls(*values: object) -> bytes:
        nonlocal written
        written += 1
        if written == 3:
            shutil.rmtree(stick.folder)
        return real(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(export_job, "seal_file", pulls)
    assert await walk(desk, place, stick) == ["export_pulled", "stick_choose"]
    acts = [(p["act"], p["done"]) for _, p in place.journal.events]
    assert acts == [("export_begun", True), ("export", False)]
    assert journal.verify().ok


@pytest.mark.parametrize("leaves", [True, False])
async def test_who_stops_or_leaves_finds_nothing_under_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, leaves: bool
) -> None:
    monkeypatch.setattr(journal_export, "ROWS", 2)
    desk, place, journal = archive_desk(tmp_path)
    with_key(desk, tmp_path)
    filled(journal, 60)
    stick = stick_at(tmp_path / "stick")
    touch = Tap.BACK if leaves else ActChosen("stop_export")
    said = await walk(desk, place, stick, touch)
    assert ("export_stopped" in said) is not leaves
    assert list(stick.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("writable", "free", "said"),
    [(False, 1 << 30, "export_read_only"), (True, 1024, "export_full")],
)
async def test_a_stick_that_cannot_take_it(
    tmp_path: Path, writable: bool, free: int, said: str
) -> None:
    desk, place, _ = archive_desk(tmp_path)
    with_key(desk, tmp_path)
    stick = stick_at(tmp_path / "stick", writable, free)
    assert said in await walk(desk, place, stick)
    assert list(stick.folder.iterdir()) == []


async def test_more_than_one_export_may_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_export, "ROWS", 5)
    monkeypatch.setattr(export_job, "MOST_FILES", 2)
    desk, place, journal = archive_desk(tmp_path)
    keys = with_key(desk, tmp_path)
    filled(journal, 20)
    stick = stick_at(tmp_path / "stick")
    assert "export_not_whole" in await walk(desk, place, stick)
    (folder,) = stick.folder.iterdir()
    opened, entries = opened_at(tmp_path, folder, keys, journal)
    assert (len(entries), opened.manifest.whole) == (10, False)
    assert (opened.chain.first_break, opened.is_whole) == (None, False)


async def test_without_a_key_or_a_stick_it_says_what_to_do(tmp_path: Path) -> None:
    desk, place, _ = archive_desk(tmp_path)
    assert await walk(desk, place, None) == ["export_no_key"]
    with_key(desk, tmp_path)
    assert await walk(desk, place, None) == ["no_stick"]
    assert pages_of(place, "export")[-1].steps
    desk.parts = replace(desk.parts, archive=None)
    assert await walk(desk, place, None) == []


async def test_what_hangs_costs_one_thread() -> None:
    held = threading.Event()
    aside = Aside("hangs-here")
    for _ in range(5):
        with pytest.raises(TimeoutError):
            await aside.do(lambda: held.wait(120), 0.01)
    assert [t.name for t in threading.enumerate()].count("hangs-here") == 1
    assert aside.hangs
    held.set()
    thread = aside._thread
    assert thread is not None
    thread.join(60)
    assert await aside.do(lambda: 7, 60) == 7
    with pytest.raises(ZeroDivisionError):
        await aside.do(lambda: 1 // 0, 60)
