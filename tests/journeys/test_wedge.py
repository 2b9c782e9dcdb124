"""A found card behind a wedge, on the real pcscd and a real center: nothing opens.

The wedge takes any PIN and any change of it, and passes the proof of the chip on.
"""

import pytest
from sqlalchemy import select

from kiosk.center.applications.application_keys import ActKeys
from kiosk.center.applications.applications_tables import service_pin
from kiosk.center.applications.service_pins import ServicePins
from kiosk.center.database.connecting import connect
from kiosk.devices.virtual.people.cast import load_people
from kiosk.machine.demo.scripted_person import Walk
from tests.rig import Kiosk, Stage, pin_of

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("stage")]

OWNER = "wang-xiulan"
"""Whose card is in the wedge."""
ANY_PIN = "480617"
WEDGES = ["wedge", "wedge-zeros", "wedge-early"]


def refused(kiosk: Kiosk, stage: Stage, walk: Walk, wedge: str) -> None:
    """Put the wedge in, type any PIN when asked, and see nothing of the owner."""
    walk.until("attract")
    stage.ask(do="card", insert=wedge)
    if wedge != "wedge-early":
        walk.until("pin")
        walk.type_pin(ANY_PIN)
    page = walk.until("trouble")
    texts = " ".join(page["texts"])
    person = load_people()[OWNER]
    assert "C08" in texts
    for secret in (person.name[0] + "*", person.number, person.card.number):
        assert secret not in texts
    stage.ask(do="card", remove=True)
    walk.until("attract")


def since_start(kiosk: Kiosk) -> str:
    """Return what the journal says of this program; of an earlier test it is not."""
    said = kiosk.command("journal", "list", "--last", "30").stdout
    _, start, since = said.rpartition("kiosk.start")
    assert start
    return since


@pytest.mark.parametrize("wedge", WEDGES)
def test_a_wedge_sees_nothing_and_changes_nothing(
    kiosk: Kiosk, stage: Stage, wedge: str
) -> None:
    walk = kiosk.start()
    refused(kiosk, stage, walk, wedge)
    journal = since_start(kiosk)
    assert "card.not_genuine" in journal
    for kind in ("query.", "pin.changed", "contact."):
        assert kind not in journal
    assert ANY_PIN not in journal + kiosk.log.read_text("utf-8")
    # The center still has the owner's PIN, and the owner is served as ever.
    person, folder = load_people()[OWNER], stage.folder / "center"
    db = connect(folder)
    own = select(service_pin.c.verifier).where(service_pin.c.number == person.number)
    kept = db.execute(own).scalar_one()
    db.close()
    pins = ServicePins(ActKeys(folder))
    assert pins.matches(person.number, person.card.pin, kept)
    assert not pins.matches(person.number, ANY_PIN, kept)
    stage.ask(do="card", insert=OWNER)
    walk.until("pin")
    walk.type_pin(pin_of(OWNER))
    assert "王**" in walk.until("home")["title"]
    stage.ask(do="card", remove=True)
    walk.until("attract")


@pytest.mark.parametrize("wedge", ["wedge", "wedge-early"])
def test_a_plain_wedge_opens_nothing_without_a_center(
    kiosk: Kiosk, stage: Stage, wedge: str
) -> None:
    stage.ask(do="center", online=False)
    walk = kiosk.start()
    refused(kiosk, stage, walk, wedge)


def test_zeros_without_a_center_show_nothing(kiosk: Kiosk, stage: Stage) -> None:
    """Nobody is there to compare them, and they are nothing to go by."""
    stage.ask(do="center", online=False)
    walk = kiosk.start()
    walk.until("attract")
    stage.ask(do="card", insert="wedge-zeros")
    walk.until("pin")
    walk.type_pin(ANY_PIN)
    page = walk.until("trouble")
    assert any("C09" in text for text in page["texts"])
    stage.ask(do="card", remove=True)
    walk.until("attract")
