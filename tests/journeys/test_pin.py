"""PIN and keys through the whole program on the real parts: changed, locked, copied."""

import re
from collections.abc import Iterator

import pytest

from kiosk.devices.virtual.people.cast import load_people
from kiosk.devices.virtual.reader.pcscd import SECOND_READER_NAME
from kiosk.machine.demo.scripted_person import Walk
from tests.journeys.test_commands import kiosk_command
from tests.rig import Kiosk, Stage, pin_of, wait_for

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("stage")]

PERSON = "he-mingyuan"
"""Nobody else's tests use this card: its PIN is another one afterwards."""
NEW, NEWER, WEAK, WRONG = "907163", "618245", "770514", "250814"
KEYS = "[keys]\ncenter = true\n"
PSAM = f"""[keys]
psam = "{SECOND_READER_NAME}"
levels = ["region", "card_id"]
"""


@pytest.fixture
def settled(kiosk: Kiosk) -> Iterator[Kiosk]:
    """The enrolled kiosk, whose settings a test may add to."""
    before = kiosk.config.read_text("utf-8")
    yield kiosk
    kiosk.config.write_text(before, "utf-8")


def add(kiosk: Kiosk, text: str) -> None:
    kiosk.config.write_text(kiosk.config.read_text("utf-8") + text, "utf-8")


def insert(stage: Stage, walk: Walk, key: str = PERSON) -> None:
    walk.until("attract")
    stage.ask(do="card", insert=key)


def leave(stage: Stage, walk: Walk) -> None:
    stage.ask(do="card", remove=True)
    walk.until("attract")


def until_text(walk: Walk, words: str) -> None:
    """Wait for a page that says something."""
    wait_for(
        lambda: any(words in text for text in walk.ask(do="describe")["texts"]),
        f"nothing said {words}",
    )


def step(walk: Walk, title: str, pin: str) -> None:
    """Type a PIN at one step of changing it."""
    walk.until("change_pin", title=title)
    walk.type_pin(pin)


def test_the_pin_is_changed_and_stays_changed(settled: Kiosk, stage: Stage) -> None:
    add(settled, KEYS)
    walk = settled.start()
    insert(stage, walk)
    walk.until("pin")
    walk.type_pin(pin_of(PERSON))
    walk.until("initial_pin")
    walk.tap("ok")
    step(walk, "请输入新密码", WEAK)
    # The center's key opened the holder's file, so the birthday is known.
    until_text(walk, "生日")
    walk.type_pin(NEW)
    step(walk, "请再输入一次新密码", NEW)
    walk.until("pin_changed")
    walk.tap("ok")
    assert "何**" in walk.until("home")["title"]

    settled.kill()
    stage.ask(do="card", remove=True)
    walk = settled.start()
    insert(stage, walk)
    walk.until("pin")
    walk.type_pin(pin_of(PERSON))
    until_text(walk, "密码不对")
    walk.type_pin(NEW)
    walk.until("home")
    walk.choose("card_services", "pin_change")
    step(walk, "请输入现在的社保功能密码", NEW)
    walk.until("change_pin", title="请输入新密码")
    walk.tap("back")
    walk.until("menu")
    leave(stage, walk)
    kinds = settled.command("journal", "list", "--last", "60").stdout
    assert "pin.changed" in kinds
    written = kinds + settled.log.read_text("utf-8")
    for pin in (NEW, WEAK, pin_of(PERSON)):
        assert not re.search(rf"(?<![0-9a-fA-F]){pin}(?![0-9a-fA-F])", written)


LOCKED = "luo-meizhen"
"""Used by no other journey: its card is locked here, and has another PIN afterwards."""


def test_a_locked_card_is_unlocked_here_when_staff_released_it(
    settled: Kiosk, stage: Stage
) -> None:
    add(settled, KEYS)
    regions = settled.folder / "regions"
    file = regions / "ningbo.toml"
    own = file.read_text("utf-8")
    allowed = own.replace("unlock_on_kiosk = false", "unlock_on_kiosk = true")
    file.write_text(allowed, "utf-8")
    try:
        _lock_and_unlock(settled, stage)
    finally:
        file.write_text(own, "utf-8")


def _lock_and_unlock(kiosk: Kiosk, stage: Stage) -> None:
    walk = kiosk.start()
    insert(stage, walk, LOCKED)
    for left in (5, 4, 3, 2, 1):
        walk.until("pin")
        walk.type_pin(WRONG)
        if left > 1:
            until_text(walk, f"还可以输入 {left} 次")
    walk.until("last_try")
    walk.tap("ok")
    walk.until("pin")
    walk.type_pin(WRONG)
    # Nobody released the card: the keys are refused and the page says where to go.
    set_new_pin(walk)
    walk.until("guide")
    leave(stage, walk)

    card = load_people()[LOCKED].card.id
    folder = str(stage.folder / "center")
    done = kiosk_command("center", "release-pin", "--folder", folder, "--card", card)
    assert done.returncode == 0, done.stderr
    insert(stage, walk, LOCKED)
    set_new_pin(walk)
    walk.until("pin_changed")
    walk.tap("ok")
    walk.until("home")
    leave(stage, walk)
    insert(stage, walk, LOCKED)
    walk.until("pin")
    walk.type_pin(NEWER)
    walk.until("home")
    leave(stage, walk)


def set_new_pin(walk: Walk) -> None:
    walk.until("unlock")
    walk.tap("ok")
    step(walk, "请输入新密码", NEWER)
    step(walk, "请再输入一次新密码", NEWER)


def test_a_copied_card_is_refused(settled: Kiosk, stage: Stage) -> None:
    walk = settled.start()
    insert(stage, walk, "clone")
    page = walk.until("trouble")
    assert any("C08" in text for text in page["texts"])
    leave(stage, walk)
    kinds = settled.command("journal", "list", "--last", "20").stdout
    assert "card.not_genuine" in kinds


def test_a_psam_works_without_the_center(settled: Kiosk, stage: Stage) -> None:
    """Both slots of the real pcscd: a person's card in one, the PSAM in the other."""
    add(settled, PSAM)
    stage.ask(do="center", online=False)
    stage.ask(do="card", insert="psam", slot="contactless")
    try:
        walk = settled.start()
        insert(stage, walk, "chen-jianhua")
        walk.until("pin")
        walk.type_pin(pin_of("chen-jianhua"))
        assert "陈**" in walk.until("home")["title"]
        leave(stage, walk)
        insert(stage, walk, "clone")
        page = walk.until("trouble")
        assert any("C08" in text for text in page["texts"])
        leave(stage, walk)
    finally:
        stage.ask(do="card", remove=True, slot="contactless")


def test_an_unknown_card_cannot_be_released(stage: Stage) -> None:
    folder = str(stage.folder / "center")
    done = kiosk_command("center", "release-pin", "--folder", folder, "--card", "00")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
