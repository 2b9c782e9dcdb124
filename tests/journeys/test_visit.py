"""Whole visits on the real parts: pcscd, serial line, center behind TLS, a window."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.devices.virtual.machine_room import first_line, start_center
from kiosk.devices.virtual.people.cast import load_people
from kiosk.machine.demo.scripted_person import Walk
from tests.rig import PATIENCE, Kiosk, Stage, come_in, pin_of, wait_for

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("stage")]

PERSON = "wang-xiulan"


def insert(stage: Stage, walk: Walk, key: str = PERSON) -> None:
    walk.until("attract")
    stage.ask(do="card", insert=key)


def enter(stage: Stage, walk: Walk, key: str = PERSON) -> None:
    insert(stage, walk, key)
    walk.until("pin")
    walk.type_pin(pin_of(key))
    walk.until("home")


def leave(stage: Stage, walk: Walk) -> None:
    stage.ask(do="card", remove=True)
    walk.until("attract")


@pytest.mark.slow
def test_the_demo_goes_as_expected(tmp_path: Path) -> None:
    demo = (sys.executable, "-m", "kiosk", "demo")
    done = subprocess.run(
        [*demo, "--headless", "--trace", "--out", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    assert summary["ok"]
    assert summary["chain_verified"]
    events = summary["events"]
    assert events["appended"] == events["uploaded"] == events["stored_by_center"] > 5
    assert summary["apdu_count"] >= 9
    assert (tmp_path / "receipts" / "01.bin").stat().st_size > 500
    assert len(list((tmp_path / "screens").glob("*.png"))) >= 10
    assert (tmp_path / "index.html").exists()
    for way in (
        "screens -> session: PinEntered",
        "session -> devices.card: run verify",
        "session -> devices.printer: print contributions",
        "session -> sync.journal: append visit.begin",
        "sync.line -> center: POST /batch",
    ):
        assert way in done.stdout
    for person in load_people().values():
        own = (person.number, person.name, person.card.number, person.card.pin)
        assert not any(word in done.stdout for word in filter(None, own))


def test_contributions_are_shown_and_printed(kiosk: Kiosk, stage: Stage) -> None:
    before = stage.receipts()
    walk = kiosk.start()
    enter(stage, walk)
    walk.choose("contributions", "pension")
    page = walk.until("contributions")
    assert any("2024" in text for text in page["texts"])
    walk.print_paper()
    walk.tap("ok")
    walk.until("contributions")
    walk.tap("finish")
    walk.until("take_card")
    leave(stage, walk)
    assert stage.receipts() == before + 1


def test_the_card_pulled_from_a_private_page(kiosk: Kiosk, stage: Stage) -> None:
    walk = kiosk.start()
    enter(stage, walk)
    stage.ask(do="card", remove=True)
    page = walk.until("attract")
    name = page["title"] + " ".join(page["texts"])
    assert "王" not in name


@pytest.mark.parametrize(
    ("card", "code"),
    [("bank", "C01"), ("blank", "C01"), ("garbage", "C0"), ("mute", "C02")],
)
def test_strange_cards_get_a_page_with_a_code(
    kiosk: Kiosk, stage: Stage, card: str, code: str
) -> None:
    walk = kiosk.start()
    insert(stage, walk, card)
    page = walk.until("trouble")
    assert any(code in text for text in page["texts"]), page["texts"]
    leave(stage, walk)


def test_a_card_that_stops_answering(kiosk: Kiosk, stage: Stage) -> None:
    walk = kiosk.start()
    insert(stage, walk, "stops")
    page = walk.until("trouble")
    assert any("C0" in text for text in page["texts"]), page["texts"]
    leave(stage, walk)


def test_a_locked_card_stays_locked_over_a_restart(kiosk: Kiosk, stage: Stage) -> None:
    walk = kiosk.start()
    key = "li-guoqiang"
    insert(stage, walk, key)
    wrong = "".join(str((int(c) + 1) % 10) for c in pin_of(key))
    while True:
        page = walk.ask(do="describe")
        if page["page"] == "pin":
            serial = page["serial"]
            walk.type_pin(wrong)
            wait_for(
                lambda serial=serial: walk.ask(do="describe")["serial"] != serial,
                "the PIN page stays",
            )
        elif page["page"] == "last_try":
            walk.tap("ok")
        elif page["page"] == "guide":
            break
        time.sleep(0.05)
    assert any("C04" in text for text in page["texts"]), page["texts"]
    stage.ask(do="card", remove=True)
    kiosk.kill()
    walk = kiosk.start()
    insert(stage, walk, key)
    page = walk.until("guide")
    assert any("C04" in text for text in page["texts"])
    leave(stage, walk)


@pytest.fixture
def impatient(kiosk: Kiosk) -> Iterator[Kiosk]:
    """The kiosk where nobody waits long for a center that says nothing."""
    text = kiosk.config.read_text("utf-8")
    short = text.replace("timeout = 30.0", "timeout = 3.0")
    short = short.replace("card_query = 60", "card_query = 3")
    assert len(short) == len(text) - 2
    kiosk.config.write_text(short, "utf-8")
    yield kiosk
    kiosk.config.write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("mode", "code"), [("refuse", "N01"), ("hang", "N02"), ("cut", "N0")]
)
def test_a_center_in_trouble_gets_an_honest_page(
    impatient: Kiosk, stage: Stage, mode: str, code: str
) -> None:
    walk = impatient.start()
    stage.ask(do="center", mode=mode)
    enter(stage, walk)
    walk.choose("contributions", "medical")
    page = walk.until("center_away")
    assert any(code in text for text in page["texts"]), page["texts"]
    walk.tap("card_facts")
    on_card = walk.until("chip_facts")
    assert "2024-09-18 09:12" in on_card["texts"], on_card["texts"]
    walk.tap("back")
    walk.until("center_away")
    stage.ask(do="center", mode="open")
    wait_for(lambda: answered(walk), "the center did not come back")
    leave(stage, walk)


def answered(walk: Walk) -> bool:
    """Tell whether a try reached the center; one that was too slow is repeated."""
    page = walk.ask(do="describe")["page"]
    if page == "center_away":
        walk.line.ask(do="tap", button="retry")
    return bool(page == "contributions")


@pytest.mark.parametrize(
    ("trouble", "code"),
    [({"paper": "out"}, "P02"), ({"cover": "open"}, "P03"), ({"silent": True}, "P01")],
)
def test_a_printer_in_trouble_is_said_before(
    kiosk: Kiosk, stage: Stage, trouble: dict[str, object], code: str
) -> None:
    walk = kiosk.start()
    walk.until("attract")
    stage.ask(do="printer", **trouble)
    wait_for(
        lambda: walk.ask(do="status")["devices"]["printer"]["fault"] == code,
        "the printer's fault was not seen",
    )
    enter(stage, walk)
    walk.choose("contributions", "pension")
    buttons = {b["name"]: b for b in walk.until("contributions")["buttons"]}
    assert "不能打印" in buttons["print"]["label"]
    walk.tap("print")
    page = walk.until("printed")
    assert any(code in text for text in page["texts"]), page["texts"]
    walk.tap("ok")
    walk.until("contributions")
    leave(stage, walk)
    stage.ask(do="printer", paper="ok", cover="closed", silent=False)
    wait_for(
        lambda: walk.ask(do="status")["devices"]["printer"]["fault"] is None,
        "the printer did not come back",
    )


def test_the_reader_service_goes_and_comes_back(kiosk: Kiosk, stage: Stage) -> None:
    walk = kiosk.start()
    walk.until("attract")
    stage.ask(do="reader", service=False)
    try:
        page = walk.until("out_of_service")
        assert any("R02" in text for text in page["texts"]), page["texts"]
    finally:
        stage.ask(do="reader", service=True)
    enter(stage, walk)
    leave(stage, walk)


def test_the_reader_service_goes_during_a_visit(kiosk: Kiosk, stage: Stage) -> None:
    walk = kiosk.start()
    enter(stage, walk)
    stage.ask(do="reader", service=False)
    try:
        walk.until("out_of_service")
    finally:
        stage.ask(do="reader", service=True)
    stage.ask(do="card", remove=True)
    walk.until("attract")
    enter(stage, walk)
    leave(stage, walk)


def test_the_reader_is_unplugged_and_plugged_in(kiosk: Kiosk, stage: Stage) -> None:
    walk = kiosk.start()
    walk.until("attract")
    stage.ask(do="reader", plugged=False)
    try:
        wait_for(
            lambda: any("R01" in text for text in walk.ask(do="describe")["texts"]),
            "the missing reader is not said",
        )
    finally:
        stage.ask(do="reader", plugged=True)
    enter(stage, walk)
    leave(stage, walk)


def test_two_readers_and_no_name(kiosk: Kiosk, stage: Stage) -> None:
    text = kiosk.config.read_text("utf-8")
    nameless = text.replace(f'name = "{stage.ready["reader"]}"', 'name = ""')
    antenna = f'contactless = "{stage.ready["contactless"]}"'
    nameless = nameless.replace(antenna, 'contactless = ""')
    assert nameless != text
    kiosk.config.write_text(nameless, "utf-8")
    try:
        walk = kiosk.start()
        page = walk.until("out_of_service")
        assert any("R04" in text for text in page["texts"]), page["texts"]
    finally:
        kiosk.config.write_text(text, "utf-8")


def test_a_center_with_another_certificate(
    kiosk: Kiosk, stage: Stage, tmp_path: Path
) -> None:
    stranger = start_center(tmp_path / "center", "TEST-001", "ningbo")
    text = kiosk.config.read_text("utf-8")
    try:
        port = first_line(stranger)["port"]
        other = text.replace(stage.ready["center"], f"https://127.0.0.1:{port}")
        kiosk.config.write_text(other, "utf-8")
        walk = kiosk.start()
        enter(stage, walk)
        walk.choose("contributions", "injury")
        page = walk.until("center_away")
        assert any("N03" in text for text in page["texts"]), page["texts"]
        leave(stage, walk)
        assert kiosk.stop() == 0
    finally:
        kiosk.config.write_text(text, "utf-8")
        assert stranger.stdin is not None
        stranger.stdin.close()
        stranger.wait(PATIENCE)
        assert stranger.stdout is not None
        stranger.stdout.close()


def test_a_disk_below_the_low_water_mark(kiosk: Kiosk, stage: Stage) -> None:
    text = kiosk.config.read_text("utf-8")
    low = text.replace("low_water_mb = 1", "low_water_mb = 1000000")
    kiosk.config.write_text(low, "utf-8")
    try:
        walk = kiosk.start()
        page = walk.until("out_of_service")
        assert any("S01" in text for text in page["texts"]), page["texts"]
    finally:
        kiosk.config.write_text(text, "utf-8")


def test_events_wait_offline_and_arrive_later(kiosk: Kiosk, stage: Stage) -> None:
    walk = kiosk.start()
    walk.until("attract")
    stage.ask(do="center", online=False)
    enter(stage, walk)
    leave(stage, walk)
    assert walk.ask(do="status")["journal"]["waiting"] > 0
    stage.ask(do="center", online=True)
    wait_for(
        lambda: walk.ask(do="status")["journal"]["waiting"] == 0, "nothing was uploaded"
    )
    assert kiosk.stop() == 0
    verified = kiosk.command("journal", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    listed = kiosk.command("journal", "list", "--last", "5")
    assert "visit.end" in listed.stdout


def test_a_technician_looks_and_prints(kiosk: Kiosk, stage: Stage) -> None:
    before = stage.receipts()
    walk = kiosk.start()
    walk.until("attract")
    come_in(walk)
    walk.tap("part-printer")
    walk.until("tool-printer")
    walk.tap("test_print")
    wait_for(lambda: stage.receipts() == before + 1, "no test print")
    walk.until("tool-printer")
    walk.tap("back")
    walk.until("tool-overview")
    wait_for(lambda: left(walk), "the technician cannot leave")


def left(walk: Walk) -> bool:
    """Tell whether the technician is out; a touch that came too quickly is not one."""
    if walk.ask(do="describe")["page"] != "attract":
        walk.line.ask(do="tap", button="back")
        time.sleep(1.0)
    return bool(walk.ask(do="describe")["page"] == "attract")


def test_nobody_there_leads_to_the_warning_and_the_end(
    kiosk: Kiosk, stage: Stage
) -> None:
    walk = kiosk.start()
    enter(stage, walk)
    walk.ask(do="clock", forward=301)
    walk.until("still_there")
    walk.tap("still_here")
    walk.until("home")
    walk.ask(do="clock", forward=301)
    walk.until("still_there")
    for _ in range(31):
        walk.ask(do="clock", forward=1)
        time.sleep(0.02)
    walk.until("take_card")
    leave(stage, walk)


def test_first_start_without_anything(fresh: Kiosk) -> None:
    """No reader service, no printer, no center: it draws, says so and journals."""
    fresh._more["PCSCLITE_CSOCK_NAME"] = str(fresh.folder / "nobody.sock")
    walk = fresh.start()
    page = walk.until("out_of_service")
    assert any("R02" in text for text in page["texts"]), page["texts"]
    status = walk.ask(do="status")
    assert status["devices"]["reader"]["health"] == "bad"
    assert status["devices"]["center"]["health"] != "ok"
    assert status["journal"]["last"] >= 1


def test_the_control_socket_is_for_the_demo_only(fresh: Kiosk) -> None:
    text = fresh.config.read_text("utf-8").replace('mode = "demo"', 'mode = "kiosk"')
    fresh.config.write_text(text, "utf-8")
    done = fresh.command("run", "--control", str(fresh.socket))
    assert done.returncode == 2
    assert "machine.mode" in done.stderr
