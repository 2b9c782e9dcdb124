"""Cards that fail and cards in two slots, in the whole program."""

import pytest

from tests.rig import Kiosk, Stage, pin_of, wait_for

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("stage")]

SECOND = "另一个读卡口"
PERSON, OTHER = "wang-xiulan", "li-guoqiang"


@pytest.mark.parametrize(
    ("fault", "page"),
    [
        ({"mute_after": 0}, "trouble"),
        ({"mute_after": 3}, "trouble"),
        ({"tear_after": 3}, "attract"),
        ({"status": "6F00", "at": 4}, "pin"),
        ({"slow": 20}, "pin"),
    ],
)
def test_a_faulty_card_is_met_with_a_page(
    kiosk: Kiosk, stage: Stage, fault: dict[str, object], page: str
) -> None:
    walk = kiosk.start()
    walk.until("attract")
    before = int(stage.ask(do="status")["apdus"])
    stage.ask(do="card", insert=PERSON, fault=fault)
    if page == "attract":
        wait_for(lambda: torn(stage, before + 3), "the card was not torn out")
    walk.until(page)
    stage.ask(do="card", remove=True)
    walk.until("attract")
    stage.ask(do="card", insert=PERSON)
    walk.until("pin")


def torn(stage: Stage, commands: int) -> bool:
    """Tell whether the card was sent so many commands and is out."""
    seen = stage.ask(do="status")
    return int(seen["apdus"]) >= commands and seen["card"] is None


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ({"insert": PERSON, "fault": {"explode": 1}}, "explode"),
        ({"insert": PERSON, "fault": 5}, "object"),
        ({"insert": PERSON, "slot": "pocket"}, "contactless"),
        ({"insert": "nobody"}, PERSON),
    ],
)
def test_what_cannot_be_is_refused(
    stage: Stage, command: dict[str, object], said: str
) -> None:
    stage.reset()
    reply = stage.line.ask(do="card", **command)
    assert said in str(reply["error"])
    assert stage.ask(do="status")["card"] is None


def test_one_card_is_not_in_two_slots(stage: Stage) -> None:
    stage.reset()
    stage.ask(do="card", insert=PERSON)
    reply = stage.line.ask(do="card", insert=PERSON, slot="contactless")
    assert "other slot" in str(reply["error"])
    stage.reset()


def test_a_card_at_the_antenna_and_a_second_one_in_the_slot(
    kiosk: Kiosk, stage: Stage
) -> None:
    walk = kiosk.start()
    walk.until("attract")
    stage.ask(do="card", insert=PERSON, slot="contactless")
    walk.until("pin")
    stage.ask(do="card", insert=OTHER)
    walk.type_pin(pin_of(PERSON))
    walk.until("home")
    walk.tap("finish")
    walk.until("take_card")
    # pcscd may notice the second card only now; the page then says so.
    wait_for(lambda: SECOND in str(walk.ask(do="describe")["texts"]), "second card")
    state = stage.ask(do="status")
    assert (state["card"], state["contactless"]) == (OTHER, PERSON)
    stage.ask(do="card", remove=True, slot="contactless")
    walk.until("pin")
    stage.ask(do="card", remove=True)
    walk.until("attract")
