"""Printing for real: the Printer, its thread and pyserial against the pty printer."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from kiosk.devices.printer.jobs import MIGRATIONS, JobEnd
from kiosk.devices.printer.printer import Printer
from kiosk.devices.printer.printer_port import (
    Cover,
    JobState,
    LinkState,
    Mouth,
    Paper,
    PrinterStatus,
)
from kiosk.devices.printer.typesetting.dots import glyphs
from kiosk.devices.printer.typesetting.receipt_elements import Code, Receipt, TextLine
from kiosk.devices.virtual.printer.head.graphics import PICTURE
from kiosk.domain.faults import Fault
from kiosk.settings.config import PrinterSettings
from kiosk.settings.state.store import Store
from kiosk.settings.state.store_errors import StoreFull
from tests.devices.printer.conftest import (
    BRISK,
    Rig,
    fast,
    profile,
    proved,
    rig_on,
)
from tests.devices.printer.samples import URL, contributions, long, short
from tests.until import until


async def test_a_receipt_is_printed_and_confirmed(rig: Rig) -> None:
    result = await rig.printer.print(contributions())
    assert result.state is JobState.CONFIRMED
    assert result.printed
    assert rig.virtual.wait_receipts(1, 10)
    (piece,) = rig.virtual.receipts
    assert piece.errors == ()
    assert "欧阳锦绣" in piece.text
    assert piece.text.count("6,500.00") == 12
    assert f"[QR:{URL}]" in piece.text
    assert piece.picture.read_bytes().startswith(b"\x89PNG")
    row = rig.row(result.job)
    assert row["state"] == "confirmed"
    assert row["confirmed_by"] == "process_id"
    (end,) = rig.ends
    assert (end.number, end.kind) == (result.job, "contributions")
    assert end.outcome.state is JobState.CONFIRMED
    assert (end.outcome.sent, end.outcome.fault) == (row["sent"], None)


async def test_the_first_status_is_unknown_and_each_change_is_posted(rig: Rig) -> None:
    rig.virtual.set_cover("open")
    await until(lambda: rig.printer.status.cover is Cover.OPEN)
    rig.virtual.set_cover("closed")
    await until(lambda: rig.printer.status.fault is None)
    links = [status.link for status in rig.statuses]
    covers = [status.cover for status in rig.statuses]
    assert links[0] is LinkState.UNKNOWN
    assert covers[-3:] == [Cover.CLOSED, Cover.OPEN, Cover.CLOSED]
    assert rig.printer.status.heard_at > 0


async def test_jobs_wait_for_each_other(rig: Rig) -> None:
    results = await asyncio.gather(*(rig.printer.print(short(t)) for t in "甲乙丙"))
    assert [result.state for result in results] == [JobState.CONFIRMED] * 3
    assert [piece.text.strip() for piece in rig.virtual.receipts] == ["甲", "乙", "丙"]


async def test_a_small_printer_that_proves_nothing_is_assumed(tmp_path: Path) -> None:
    small = fast(profile("generic-58mm"))
    async with rig_on(tmp_path, small) as rig:
        result = await rig.printer.print(contributions())
        assert result.state is JobState.ASSUMED
        assert rig.row(result.job)["confirmed_by"] is None
        assert rig.virtual.receipts[0].errors == ()
        assert rig.virtual.receipts[0].dots.width == 384


async def test_a_printer_without_answers_is_assumed(tmp_path: Path) -> None:
    answers = msgspec.structs.replace(profile().answers, process_id=False, gs_r=False)
    mute = msgspec.structs.replace(fast(profile()), answers=answers)
    async with rig_on(tmp_path, mute) as rig:
        result = await rig.printer.print(short())
        assert result.state is JobState.ASSUMED
        assert len(rig.virtual.receipts) == 1


async def test_a_silent_printer_refuses(rig: Rig) -> None:
    rig.virtual.set_silent(True)
    await until(lambda: rig.printer.status.link is LinkState.SILENT)
    assert rig.printer.status.paper is Paper.UNKNOWN
    result = await rig.printer.print(short())
    assert (result.state, result.fault) == (JobState.REFUSED, Fault.PRINTER_SILENT)
    assert rig.row(result.job)["sent"] == 0
    rig.virtual.set_silent(False)
    await rig.ready()
    assert (await rig.printer.print(short())).printed
    assert len(rig.virtual.receipts) == 1


async def test_silence_in_the_middle_is_unknown(tmp_path: Path) -> None:
    async with rig_on(tmp_path, baud=9600, speed=1.0) as rig:
        task = asyncio.create_task(rig.printer.print(long(400)))
        await rig.printing_one()
        rig.virtual.set_silent(True)
        result = await task
        assert (result.state, result.fault) == (
            JobState.UNKNOWN,
            Fault.PRINTER_SILENT,
        )
        assert not result.printed


async def test_the_line_vanishes_and_returns(rig: Rig) -> None:
    rig.virtual.unplug()
    await until(lambda: rig.printer.status.link is LinkState.GONE)
    assert rig.printer.status.fault is Fault.PRINTER_GONE
    result = await rig.printer.print(short())
    assert (result.state, result.fault) == (JobState.REFUSED, Fault.PRINTER_GONE)
    rig.virtual.plug()
    await rig.ready()
    assert (await rig.printer.print(short("回来"))).printed
    assert rig.virtual.last_text().strip() == "回来"


async def test_the_line_vanishes_in_the_middle(tmp_path: Path) -> None:
    async with rig_on(tmp_path, baud=9600, speed=1.0) as rig:
        task = asyncio.create_task(rig.printer.print(long(400)))
        await rig.printing_one()
        rig.virtual.unplug()
        result = await task
        assert (result.state, result.fault) == (JobState.UNKNOWN, Fault.PRINTER_GONE)
        assert 0 < rig.row(result.job)["sent"] < 8000


@pytest.mark.parametrize(
    ("hand", "setting", "fault"),
    [
        ("set_paper", "out", Fault.PRINTER_PAPER_OUT),
        ("set_cover", "open", Fault.PRINTER_COVER_OPEN),
        ("set_failure", "cutter", Fault.PRINTER_FAULT),
        ("set_failure", "fatal", Fault.PRINTER_FAULT),
    ],
)
async def test_a_fault_refuses_before_the_first_byte(
    rig: Rig, hand: str, setting: str, fault: Fault
) -> None:
    getattr(rig.virtual, hand)(setting)
    result = await rig.printer.print(short())
    assert (result.state, result.fault) == (JobState.REFUSED, fault)
    assert rig.row(result.job)["sent"] == 0
    assert rig.ends[-1].outcome.fault is fault
    assert rig.virtual.receipts == ()


async def test_near_the_end_warns_and_prints(rig: Rig) -> None:
    rig.virtual.set_paper("near")
    await until(lambda: rig.printer.status.paper is Paper.NEAR_END)
    assert rig.printer.status.fault is None
    assert (await rig.printer.print(short())).state is JobState.CONFIRMED


@pytest.mark.parametrize("clears", [True, False])
async def test_paper_out_in_the_middle_never_goes_on_for_the_next_person(
    tmp_path: Path, clears: bool
) -> None:
    own = profile() if clears else profile("generic-58mm")
    async with rig_on(tmp_path, own, speed=1.0) as rig:
        rig.virtual.set_roll(60)
        result = await rig.printer.print(long(200))
        assert (result.state, result.fault) == (
            JobState.SUSPENDED,
            Fault.PRINTER_PAPER_OUT,
        )
        assert rig.row(result.job)["fault"] == "P02"
        rig.virtual.set_paper("ok")
        await until(lambda: len(rig.virtual.receipts) == 1)
        stub = rig.virtual.receipts[0].text
        assert "第000行" in stub
        assert "第199行" not in stub
        words = [line.strip() for line in stub.rstrip().splitlines()]
        assert words[-3:-1] == ["作废", "不是您的凭条"]
        await until(lambda: rig.row(result.job)["state"] == "void")
        again = await rig.printer.print(short("下一位"))
        assert again.state is proved(own)
        assert rig.virtual.last_text().strip() == "下一位"


async def test_a_line_that_takes_nothing_is_found_out(tmp_path: Path) -> None:
    roomy = msgspec.structs.replace(
        profile(),
        mechanism=msgspec.structs.replace(
            profile().mechanism, buffer_bytes=1_000_000, speed_mm_s=1000.0
        ),
    )
    async with rig_on(tmp_path, roomy, pace=replace(BRISK, write=2.0)) as rig:
        task = asyncio.create_task(rig.printer.print(long(2000)))
        await rig.sending_one()
        rig.virtual.set_stuck(True)
        result = await task
        assert (result.state, result.fault) == (
            JobState.UNKNOWN,
            Fault.PRINTER_SILENT,
        )
        rig.virtual.set_stuck(False)
        await rig.ready()
        await until(lambda: len(rig.virtual.receipts) > 0)
        result = await rig.printer.print(short("通了"))
        assert result.state is JobState.CONFIRMED
        assert rig.virtual.last_text().strip() == "通了"


@pytest.mark.parametrize("name", ["generic-80mm", "generic-58mm"])
@pytest.mark.parametrize("person", ["𠮷野", "㼆", "䶮", "\ue001", "阿依古丽·𠮷㼆"])
async def test_a_rare_name_is_drawn_and_never_a_question_mark(
    tmp_path: Path, name: str, person: str
) -> None:
    own = fast(profile(name))
    async with rig_on(tmp_path, own) as rig:
        result = await rig.printer.print(Receipt("name", (TextLine(person),)))
        assert result.state is proved(own)
        (piece,) = rig.virtual.receipts
        assert piece.errors == ()
        assert "?" not in piece.text
        assert PICTURE in piece.text
        place = max(person.find(c) for c in "𠮷㼆䶮\ue001")
        left = 24 * place
        found = piece.dots.crop((left, 112, left + 24, 136))
        assert found.tobytes() == glyphs.wide(person[place]).tobytes()


async def test_a_cancelled_print_is_stopped_and_settled(tmp_path: Path) -> None:
    async with rig_on(tmp_path, baud=9600, speed=1.0) as rig:
        task = asyncio.create_task(rig.printer.print(long(400)))
        job = await rig.printing_one()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: rig.row(job)["state"] == "abandoned")
        assert rig.row(job)["fault"] == Fault.PRINTER_INTERRUPTED.value
        await until(lambda: len(rig.virtual.receipts) == 1)
        await until(lambda: rig.row(job)["state"] == "void")
        assert [end.outcome.state for end in rig.ends] == ["abandoned", "void"]
        assert "第399行" not in rig.virtual.last_text()


async def test_a_cancelled_print_that_is_wholly_sent_comes_out(tmp_path: Path) -> None:
    async with rig_on(tmp_path, speed=1.0) as rig:
        task = asyncio.create_task(rig.printer.print(long(40)))
        job = 1
        await until(lambda: _state(rig, job) == "sent")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: rig.row(job)["state"] == "confirmed")
        assert [end.outcome.state for end in rig.ends] == ["confirmed"]


def _state(rig: Rig, job: int) -> str:
    rows = rig.store.all("SELECT state FROM print_job WHERE id = ?", [job])
    return str(rows[0]["state"]) if rows else ""


async def test_stopping_in_the_middle_settles_the_job(tmp_path: Path) -> None:
    async with rig_on(tmp_path, baud=9600, speed=1.0) as rig:
        task = asyncio.create_task(rig.printer.print(long(400)))
        job = await rig.sending_one()
        rig.printer.stop()
        result = await task
        assert (result.job, result.state) == (job, JobState.UNKNOWN)
        assert rig.row(job)["state"] == "unknown"
        assert len(rig.ends) == 1


async def test_a_full_disk_prints_nothing(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise StoreFull("no room")

    monkeypatch.setattr(rig.printer._ledger._jobs, "create", full)
    with pytest.raises(StoreFull):
        await rig.printer.print(short())
    assert rig.store.all("SELECT * FROM print_job") == []
    assert rig.virtual.receipts == ()


async def test_the_end_of_a_job_and_its_event_are_one_step(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(end: JobEnd) -> None:
        raise StoreFull("no room")

    monkeypatch.setattr(rig.printer._ledger, "_tell_end", full)
    with pytest.raises(StoreFull):
        await rig.printer.print(short())
    (row,) = rig.store.all("SELECT state FROM print_job")
    assert row["state"] == "sent"
    monkeypatch.undo()
    (result,) = rig.printer.recover()
    assert result.state is JobState.UNKNOWN
    assert len(rig.ends) == 1


async def test_a_receipt_that_cannot_be_laid_out_leaves_no_job(rig: Rig) -> None:
    with pytest.raises(ValueError, match="code holds"):
        await rig.printer.print(Receipt("bad", (Code(""),)))
    assert rig.store.all("SELECT * FROM print_job") == []


async def test_nothing_personal_is_kept_or_logged(
    rig: Rig, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    result = await rig.printer.print(contributions("慕容听雪"))
    shown = caplog.text + repr(result) + repr(rig.row(result.job)) + repr(rig.ends)
    assert "慕容" not in shown
    kept = b"".join(p.read_bytes() for p in tmp_path.glob("kiosk.db*"))
    for canary in ("慕容听雪", "慕容听雪".encode("gbk"), b"990000"):
        sought = canary.encode() if isinstance(canary, str) else canary
        assert sought not in kept


async def test_without_a_port_there_is_no_printer(tmp_path: Path) -> None:
    store = Store(tmp_path / "kiosk.db", MIGRATIONS)
    ends: list[JobEnd] = []
    printer = Printer(
        PrinterSettings(),
        profile(),
        store,
        ends.append,
        time.monotonic,
    )
    posted: list[PrinterStatus] = []
    printer.start(posted.append)
    result = await printer.print(short())
    assert (result.state, result.fault) == (JobState.REFUSED, Fault.PRINTER_GONE)
    assert [status.link for status in posted] == [LinkState.GONE]
    assert [end.outcome.state for end in ends] == ["refused"]
    printer.stop()
    store.close()


async def test_a_port_that_never_was_is_gone(tmp_path: Path) -> None:
    store = Store(tmp_path / "kiosk.db", MIGRATIONS)
    port = PrinterSettings(port=str(tmp_path / "nothing"))
    printer = Printer(port, profile(), store, lambda *_: None, time.monotonic, BRISK)
    printer.start(lambda _: None)
    result = await printer.print(short())
    assert (result.state, result.fault) == (JobState.REFUSED, Fault.PRINTER_GONE)
    printer.stop()
    store.close()


@pytest.mark.parametrize("takes", [True, False])
async def test_a_receipt_in_the_mouth_is_taken_or_drawn_back(
    tmp_path: Path, takes: bool
) -> None:
    kiosk = profile("custom-vkp80")
    brief = msgspec.structs.replace(kiosk.presenter, wait=5.0)
    own = msgspec.structs.replace(fast(kiosk), presenter=brief)
    told: list[tuple[int, str]] = []
    async with rig_on(tmp_path, own) as rig:
        rig.printer._ledger._tell_not_taken = lambda *which: told.append(which)
        receipt = Receipt("test", (TextLine("请取走"),), "AB-1")
        result = await rig.printer.print(receipt)
        assert result.state is JobState.ASSUMED
        await until(lambda: rig.printer.status.mouth is Mouth.RECEIPT)
        if takes:
            assert rig.virtual.take()
        else:
            await until(lambda: bool(told))
        await until(lambda: rig.printer.status.mouth is Mouth.EMPTY)
        assert told == ([] if takes else [(result.job, "AB-1")])
        assert rig.virtual.fates[-1] == ("taken" if takes else "retracted")
