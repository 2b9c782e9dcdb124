"""What a slot counts: each thing once, whatever thread it happens on."""

import threading

from kiosk.devices.card.card_port import SlotEvent, SlotState
from kiosk.devices.card.readers.slot_count import SlotCounter
from kiosk.domain.faults import Fault

EVENT = SlotEvent(SlotState.EMPTY, "R")


def test_each_thing_is_counted_by_its_kind() -> None:
    count = SlotCounter()
    for _ in range(3):
        count.command()
    count.failed(Fault.CARD_UNREADABLE)
    count.failed(Fault.READER_MISSING)
    count.failed(Fault.CARD_UNREADABLE)
    count.reset()
    count.replaced()
    account = count.account(EVENT, ("R", "S"), 1)
    assert account.event == EVENT
    assert account.listed == ("R", "S")
    assert (account.commands, account.resets) == (3, 1)
    assert dict(account.errors) == {Fault.CARD_UNREADABLE: 2, Fault.READER_MISSING: 1}
    assert (account.replaced, account.hung) == (1, 1)


def test_two_threads_lose_no_count() -> None:
    count = SlotCounter()

    def work() -> None:
        for _ in range(2000):
            count.command()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count.account(EVENT, (), 0).commands == 4000
