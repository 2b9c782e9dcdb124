"""Taking back a report that waits: where it is found, and what it says to whom."""

from pathlib import Path

import pytest

from kiosk.domain.applications import ByNumber, Lodged, Reason
from kiosk.domain.faults import Fault
from kiosk.domain.region.region_rules import Procedure
from kiosk.domain.secret import Pin
from kiosk.session.guides.pages import ListPage
from kiosk.session.loss import withdraw
from kiosk.session.loss.pages import (
    Act,
    ActDonePage,
    ActRefusedPage,
    NumberPage,
    ServicePinPage,
    WithdrawalWaitingPage,
)
from kiosk.session.pages.everywhere import FaultPage
from kiosk.session.pages.page import Answer, ItemChosen, Page, Tap
from kiosk.sync.applications.pending import QueueFull
from tests.session.errands import NUMBER, PIN, Kiosk, first, kiosk, person, region
from tests.session.hall import Mind
from tests.session.loss.test_flow import said
from tests.session.scripted import accepted, refused


def wants_back() -> Mind:
    """Return somebody who chooses it where it is offered, and does the usual else."""
    usual = person()

    def mind(page: Page) -> Answer | None:
        if isinstance(page, ListPage) and page.kind == "losses":
            return ItemChosen(Act.WITHDRAW)
        return usual(page)

    return mind


def hall_with_a_report(folder: Path) -> Kiosk:
    hall = kiosk(folder, wants_back(), online=False)
    hall.acts.waiting = 1
    return hall


async def test_it_is_offered_only_while_something_waits(tmp_path: Path) -> None:
    def leaves(page: Page) -> Answer | None:
        return Tap.BACK if isinstance(page, ListPage) else person()(page)

    both = region(procedures={"formal_loss": Procedure(kiosk=True)})
    for waiting, rules, wanted in (
        (1, region(), ["report", "withdraw"]),
        (0, both, ["loss", "formal_loss"]),
        (2, both, ["loss", "formal_loss", "withdraw"]),
    ):
        hall = kiosk(tmp_path / f"{waiting}{wanted}", leaves, rules)
        hall.acts.waiting = waiting
        await hall.errand("loss")
        lists = [p for p in hall.place.who.shown if isinstance(p, ListPage)]
        shown = [[item.id for item in page.items] for page in lists]
        assert shown == [wanted]


async def test_without_an_answer_it_is_written_down_and_promises_nothing(
    tmp_path: Path,
) -> None:
    hall = hall_with_a_report(tmp_path)
    hall.acts.answers = [None]
    await hall.errand("loss")
    assert hall.acts.asked == [("withdraw", ByNumber(NUMBER, Pin(PIN)))]
    kinds = [type(page) for page in hall.place.who.shown]
    assert kinds[:4] == [ListPage, NumberPage, ServicePinPage, WithdrawalWaitingPage]
    page = hall.place.who.saw(WithdrawalWaitingPage)[0]
    assert isinstance(page, WithdrawalWaitingPage)
    words = said(hall)
    assert page.reference in words
    assert hall.place.parts.texts("withdrawal_waiting__body") in words
    assert hall.place.printer.receipts[0].kind == "loss_withdrawal"
    assert NUMBER not in words
    # A guess that is judged when nobody is here counts as a miss.
    doors, now = hall.place.parts.numbers, hall.place.parts.clock.monotonic()
    for _ in range(2):
        hall.acts.answers = [None]
        await hall.errand("loss")
    assert doors.seconds_left(NUMBER, now) > 0


async def test_an_answer_at_once_is_shown(tmp_path: Path) -> None:
    usual, once = wants_back(), first(ActRefusedPage, Tap.RETRY)
    hall = kiosk(tmp_path, lambda page: once(page) or usual(page))
    hall.acts.waiting = 1
    hall.acts.answers = [refused(Reason.NOT_RECOGNISED), accepted()]
    await hall.errand("loss")
    no, done = (hall.place.who.saw(kind)[0] for kind in (ActRefusedPage, ActDonePage))
    assert isinstance(no, ActRefusedPage)
    assert isinstance(done, ActDonePage)
    assert (no.act, done.act) == (Act.WITHDRAW, Act.WITHDRAW)


async def test_an_answer_that_comes_meanwhile_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = wants_back()

    def look(page: Page) -> Answer | None:
        if isinstance(page, WithdrawalWaitingPage):
            late = Lodged("a" * 32, refused(Reason.TOO_LATE))
            monkeypatch.setattr(hall.acts, "withdrawal", lambda act: late)
            return None
        return usual(page)

    hall = kiosk(tmp_path, look)
    hall.acts.waiting, hall.acts.answers = 1, [None]
    monkeypatch.setattr(withdraw, "LOOK_EVERY", 0.01)
    await hall.errand("loss")
    page = hall.place.who.saw(ActRefusedPage)[0]
    assert isinstance(page, ActRefusedPage)
    assert page.reason is Reason.TOO_LATE
    texts = hall.place.parts.texts
    assert texts("refused__too_late__withdraw__title") != texts(
        "refused__too_late__title"
    )


async def test_what_could_not_be_kept_is_not_said_to_be(tmp_path: Path) -> None:
    hall = hall_with_a_report(tmp_path)
    hall.acts.answers = [QueueFull("full")]
    await hall.errand("loss")
    (page,) = hall.place.who.saw(FaultPage)
    assert isinstance(page, FaultPage)
    assert page.fault is Fault.STORE_FULL
    assert not hall.place.who.saw(WithdrawalWaitingPage)
