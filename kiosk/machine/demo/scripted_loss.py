"""The demo's second errand: a lost card is reported without the card, and taken back.

Taken back, so that the same person's card works in the demo's window afterwards.
"""

from kiosk.devices.virtual.people.cast import load_people
from kiosk.machine.demo.scripted_person import Walk

PERSON = "wang-xiulan"


def walk_loss(walk: Walk) -> None:
    """Report a loss, print its receipt and take it back.

    :raises Unexpected: when something does not go as it should.
    """
    walk.until("attract")
    walk.tap("service-loss")
    walk.until("list")
    walk.picture("loss-ways")
    walk.tap("item-number")
    _type_number_and_pin(walk)
    walk.until("loss_confirm")
    walk.step(
        "a lost card needs no card: number and service PIN, sealed for the center"
    )
    walk.picture("loss-confirm")
    walk.tap("ok")
    walk.until("loss_done")
    walk.step("the center took the report; the page says what it covers and until when")
    walk.picture("loss-done")
    walk.print_paper()
    walk.tap("ok")
    walk.until("loss_done")
    walk.tap("undo")
    walk.until("list")
    walk.tap("item-id_card")
    walk.until("id_card")
    walk.picture("loss-id-card")
    walk.ask(do="idcard", put=PERSON)
    walk.until("act_done")
    walk.ask(do="idcard", take=True)
    walk.step("the report was taken back with the ID card, within its ten minutes")
    walk.picture("loss-undone")
    walk.tap("finish")
    walk.until("attract")


def _type_number_and_pin(walk: Walk) -> None:
    person = load_people()[PERSON]
    walk.until("number")
    walk.picture("loss-number")
    walk.type_pin(person.number)
    walk.until("service_pin")
    walk.type_pin(person.card.pin)
