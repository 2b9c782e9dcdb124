"""Reporting a loss without the card: every way it can go, and what it leaves behind."""

import asyncio
import dataclasses
import gc
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.devices.card.card_port import SlotState
from kiosk.devices.idcard.idcard_port import IdCard, IdReaderFault
from kiosk.devices.printer.printer_port import JobState
from kiosk.devices.printer.typesetting.receipt_elements import (
    Code,
    ReceiptField,
    TextLine,
)
from kiosk.domain.applications import (
    ActState,
    ByIdCard,
    ByNumber,
    Lodged,
    LossKind,
    Reason,
)
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.region.region_rules import PinRules, Procedure
from kiosk.domain.secret import Pin
from kiosk.session.guides.pages import ListPage, ReadPage
from kiosk.session.loss import flow
from kiosk.session.loss.pages import (
    Act,
    ActDonePage,
    ActRefusedPage,
    ActUnknownPage,
    IdCardPage,
    LossConfirmPage,
    LossDonePage,
    LossImpossiblePage,
    LossWaitingPage,
    NumberPage,
    ServicePinPage,
)
from kiosk.session.pages.everywhere import (
    AttractPage,
    FaultPage,
    PrintedPage,
    StillTherePage,
)
from kiosk.session.pages.page import Answer, ItemChosen, Page, ServiceChosen, Tap
from kiosk.session.paper.pages import PreviewPage
from kiosk.session.pin.pages import PinPage
from kiosk.settings.config import TimeLimits
from kiosk.settings.state.store_errors import StoreFull, StoreUnsure
from kiosk.sync.clock.clock import Certainty
from tests.session.errands import (
    HASTY,
    NUMBER,
    PIN,
    Kiosk,
    OneIdReader,
    first,
    kiosk,
    loss,
    person,
    region,
)
from tests.session.hall import NOW, OneUploader
from tests.session.scripted import accepted, refused

END = NOW + timedelta(days=15)
HOLDS = accepted(
    effective_from=NOW,
    until=END,
    undo_until=NOW + timedelta(minutes=10),
    card_number="X0*****19",
)


def said(hall: Kiosk, at: int = -1) -> str:
    """Return everything on a paper."""
    elements = hall.place.printer.receipts[at].elements
    lines = [e.text for e in elements if isinstance(e, TextLine)]
    lines += [f"{e.label}: {e.value}" for e in elements if isinstance(e, ReceiptField)]
    return "\n".join(lines)


async def test_a_report_from_the_first_key_to_the_paper(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, person())
    hall.acts.answers = [HOLDS]
    await hall.errand("loss")
    assert [type(page) for page in hall.place.who.shown] == [
        *(NumberPage, ServicePinPage, LossConfirmPage, LossDonePage),
        *(PreviewPage, PrintedPage, LossDonePage),
    ]
    who = ByNumber(NUMBER, Pin(PIN))
    assert hall.acts.asked == [("loss", LossKind.TEMPORARY, who)]
    done = hall.place.who.saw(LossDonePage)[0]
    assert isinstance(done, LossDonePage)
    assert (done.until, done.undo_minutes, done.holder) == (
        *(END, 10),
        "990101**********29",
    )
    assert hall.place.journal.kinds() == ["visit.begin", "visit.end"]
    assert hall.reasons == ["finished"]
    assert not hall.place.parts.dialog.gives_way


async def test_the_paper_says_what_the_page_said(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, person())
    hall.acts.answers = [HOLDS]
    await hall.errand("loss")
    paper = hall.place.printer.receipts[0]
    assert paper.kind == "loss_report"
    words = said(hall)
    for text in ("25011000001", "X0*****19", f"{END:%Y-%m-%d %H:%M}", "12333"):
        assert text in words
    assert any(isinstance(e, Code) for e in paper.elements)
    assert NUMBER not in words
    assert PIN not in words


async def test_nothing_of_the_person_is_kept_once_it_is_sealed(
    tmp_path: Path,
) -> None:
    kept: list[object] = []
    # Another test's leftovers in this process are not this flow's.
    others = {id(o) for o in gc.get_objects() if isinstance(o, ByNumber)}

    def look(page: Page) -> Answer | None:
        if isinstance(page, LossDonePage | LossWaitingPage | ActRefusedPage):
            hall.acts.asked.clear()
            gc.collect()
            found = (o for o in gc.get_objects() if isinstance(o, ByNumber))
            kept.extend(o for o in found if id(o) not in others)
        return None

    hall = kiosk(tmp_path, person(look))
    hall.acts.answers = [refused(Reason.NOT_RECOGNISED), HOLDS]
    await hall.errand("loss")
    await hall.errand("loss")
    assert hall.place.who.saw(ActRefusedPage)
    assert hall.place.who.saw(LossDonePage)
    assert kept == []


async def test_without_an_answer_it_is_not_effective_and_says_so(
    tmp_path: Path,
) -> None:
    hall = kiosk(tmp_path, person(), online=False)
    hall.acts.answers = [None]
    await hall.errand("loss")
    confirm = hall.place.who.saw(LossConfirmPage)[0]
    assert isinstance(confirm, LossConfirmPage)
    assert not confirm.online
    waiting = hall.place.who.saw(LossWaitingPage)[0]
    assert isinstance(waiting, LossWaitingPage)
    assert waiting.hotlines == ("12333", "87290000")
    texts = hall.place.parts.texts
    assert texts("loss_waiting__title") in said(hall)
    assert waiting.reference in said(hall)
    assert not hall.place.who.saw(LossDonePage)


async def test_an_answer_that_comes_while_the_person_waits_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = person()

    def look(page: Page) -> Answer | None:
        if isinstance(page, LossWaitingPage):
            monkeypatch.setattr(hall.acts, "lodged", lambda act: Lodged(act, HOLDS))
            return None
        return usual(page)

    hall = kiosk(tmp_path, look)
    monkeypatch.setattr(flow, "LOOK_EVERY", 0.01)
    hall.acts.answers = [None]
    await hall.errand("loss")
    assert hall.place.who.saw(LossDonePage)


@pytest.mark.parametrize("reason", Reason)
async def test_every_refusal_has_its_own_words(tmp_path: Path, reason: Reason) -> None:
    hall = kiosk(tmp_path, person())
    hall.acts.answers = [refused(reason, retry_after=61)]
    await hall.errand("loss")
    page = hall.place.who.saw(ActRefusedPage)[0]
    assert isinstance(page, ActRefusedPage)
    assert (page.reason, page.minutes) == (reason, 2)
    assert hall.place.printer.receipts[0].kind == "loss_report"
    assert "[" not in said(hall)


async def test_an_earlier_report_is_shown_with_its_end(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, person())
    hall.acts.answers = [accepted(state=ActState.ALREADY, until=END)]
    await hall.errand("loss")
    page = hall.place.who.saw(LossDonePage)[0]
    assert isinstance(page, LossDonePage)
    assert page.already
    assert page.until == END
    assert page.undo_minutes == 0


async def test_whoever_mistypes_waits_and_is_not_even_asked(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, person(retry))
    hall.acts.answers = [refused(Reason.NOT_RECOGNISED)] * 4
    await hall.errand("loss")
    assert len(hall.acts.asked) == 3
    last = hall.place.who.saw(ActRefusedPage)[-1]
    assert isinstance(last, ActRefusedPage)
    assert (last.reason, last.minutes) == (Reason.LOCKED, 1)


def retry(page: Page) -> Answer | None:
    """Try again as long as that is offered."""
    if isinstance(page, ActRefusedPage) and page.can_retry:
        return Tap.RETRY
    return None


async def test_a_right_number_forgets_its_misses(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, person(retry))
    wrong = refused(Reason.NOT_RECOGNISED)
    hall.acts.answers = [wrong, wrong, HOLDS]
    await hall.errand("loss")
    assert hall.place.parts.numbers.seconds_left(NUMBER, 5000.0) == 0
    hall.acts.answers = [wrong, HOLDS]
    await hall.errand("loss")
    assert len(hall.acts.asked) == 5


@pytest.mark.parametrize(
    "trouble",
    [
        KioskError("no key", Fault.CENTER_UNREACHABLE),
        KioskError("too many wait", Fault.STORE_FULL),
        StoreFull("scripted"),
    ],
)
async def test_what_could_not_be_kept_is_said_to_be_so(
    tmp_path: Path, trouble: KioskError, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> Lodged:
        raise trouble

    hall = kiosk(tmp_path, person())
    monkeypatch.setattr(hall.acts, "report_loss", fail)
    await hall.errand("loss")
    page = hall.place.who.shown[-1]
    assert isinstance(page, LossImpossiblePage)
    assert page.hotlines == ("12333", "87290000")
    assert "loss.impossible" in hall.place.journal.kinds()


async def test_what_nobody_knows_is_said_to_be_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> Lodged:
        raise StoreUnsure("scripted")

    hall = kiosk(tmp_path, person())
    monkeypatch.setattr(hall.acts, "report_loss", fail)
    await hall.errand("loss")
    assert not hall.place.who.saw(LossImpossiblePage)
    page = hall.place.who.saw(FaultPage)[-1]
    assert isinstance(page, FaultPage)
    assert page.fault is Fault.STORE_UNSURE


async def test_without_key_and_line_nobody_types_in_vain(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, person(), online=False)
    hall.acts.can_seal = False
    await hall.errand("loss")
    assert hall.place.who.saw(LossImpossiblePage)
    assert not hall.place.who.saw(NumberPage)


async def test_without_time_and_line_nobody_types_in_vain(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, person(), online=False)
    hall.place.clock.certainty = Certainty.UNSURE
    hall.acts.can_seal = False
    await hall.errand("loss")
    page = hall.place.who.saw(LossImpossiblePage)[0]
    assert isinstance(page, LossImpossiblePage)
    assert page.fault is Fault.CLOCK_UNSURE
    assert not hall.place.who.saw(NumberPage)


async def test_a_clock_that_knows_nothing_promises_no_day(tmp_path: Path) -> None:
    """With a line a report is taken all the same; its days are the center's."""
    hall = kiosk(tmp_path, person())
    hall.place.clock.certainty = Certainty.UNSURE
    await hall.errand("loss")
    numbers, confirm = (
        hall.place.who.saw(NumberPage)[0],
        hall.place.who.saw(LossConfirmPage)[0],
    )
    assert isinstance(numbers, NumberPage)
    assert numbers.today is None
    assert isinstance(confirm, LossConfirmPage)
    assert confirm.days
    assert confirm.until is None
    assert hall.place.who.saw(LossDonePage)


@pytest.mark.parametrize(
    "rules", [loss(kiosk=None), loss(kiosk=False), loss(without_card=False)]
)
async def test_where_no_kiosk_may_do_it_the_ways_are_shown(
    tmp_path: Path, rules: object
) -> None:
    hall = kiosk(tmp_path, person(), region(loss=rules))
    await hall.errand("loss")
    page = hall.place.who.shown[0]
    assert isinstance(page, ReadPage)
    assert page.sections[0].lines == ("电话\u300012333\u300024小时",)
    assert not hall.acts.asked


async def test_an_initial_pin_is_sent_to_a_person_at_once(tmp_path: Path) -> None:
    """Queued, it would be refused when nobody is here to be told."""
    rules = region(
        loss=loss(requires_changed_pin=True),
        pin=PinRules(initial="123456", initial_rule="fixed"),
    )
    answers = iter([Tap.PRINT, Tap.FINISH])

    def leave(page: Page) -> Answer | None:
        return next(answers) if isinstance(page, ActRefusedPage) else None

    hall = kiosk(tmp_path, person(leave, pin="123456"), rules)
    await hall.errand("loss")
    page = hall.place.who.saw(ActRefusedPage)[0]
    assert isinstance(page, ActRefusedPage)
    assert page.reason is Reason.INITIAL_PIN
    assert not hall.acts.asked


async def test_a_formal_report_where_the_region_lets_a_kiosk(tmp_path: Path) -> None:
    procedures = {"formal_loss": Procedure(kiosk=True, where=("这里",), source="资料")}

    def choose(page: Page) -> Answer | None:
        return ItemChosen("formal_loss") if isinstance(page, ListPage) else None

    hall = kiosk(tmp_path, person(choose), region(procedures=procedures))
    await hall.errand("loss")
    assert hall.acts.asked[0][1] is LossKind.FORMAL
    confirm = hall.place.who.saw(LossConfirmPage)[0]
    assert isinstance(confirm, LossConfirmPage)
    assert confirm.until is None


async def test_an_id_card_stands_in_for_number_and_pin(tmp_path: Path) -> None:
    trouble = IdReaderFault("scripted")
    reader = OneIdReader([trouble, IdCard(NUMBER, "王秀兰")])
    ways = ["id_card"]

    def choose(page: Page) -> Answer | None:
        if isinstance(page, ListPage):
            assert [item.id for item in page.items] == ["id_card", "number"]
            return ItemChosen(ways.pop())
        return None

    rules = region(loss=loss(id_card=True))
    hall = kiosk(tmp_path, person(choose), rules, reader)
    await hall.errand("loss")
    assert hall.acts.asked[0][2] == ByIdCard(NUMBER, "王秀兰")
    assert len(hall.place.who.saw(IdCardPage)) == 3
    assert hall.place.journal.kinds().count("id_card.failed") == 1
    confirm = hall.place.who.saw(LossConfirmPage)[0]
    assert isinstance(confirm, LossConfirmPage)
    assert confirm.holder == "王** 990101**********29"


# Taking it back.


def undo(page: Page) -> Answer | None:
    """Take back every report that can be taken back."""
    if isinstance(page, LossDonePage) and page.undo_minutes:
        return Tap.UNDO
    return None


async def test_a_report_is_taken_back_by_whoever_says_again_who_they_are(
    tmp_path: Path,
) -> None:
    hall = kiosk(tmp_path, person(undo))
    hall.acts.answers = [HOLDS, accepted(decided=NOW)]
    await hall.errand("loss")
    name, of, who = hall.acts.asked[1]
    assert (name, of, who) == ("undo", HOLDS.act, ByNumber(NUMBER, Pin(PIN)))
    assert [p.act for p in hall.place.who.saw(NumberPage)] == [  # type: ignore[attr-defined]
        *(Act.LOSS, Act.UNDO)
    ]
    assert hall.place.who.saw(ActDonePage)
    assert hall.place.printer.receipts[0].kind == "loss_undo"


async def test_taking_back_too_late_leaves_the_report(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, person(undo))
    hall.acts.answers = [HOLDS, refused(Reason.TOO_LATE)]
    await hall.errand("loss")
    page = hall.place.who.saw(ActRefusedPage)[0]
    assert isinstance(page, ActRefusedPage)
    assert (page.act, page.reason) == (Act.UNDO, Reason.TOO_LATE)


async def test_nobody_claims_to_know_what_became_of_a_lost_answer(
    tmp_path: Path,
) -> None:
    hall = kiosk(tmp_path, person(undo))
    hall.acts.answers = [HOLDS, KioskError("lost", Fault.CENTER_TIMEOUT)]
    await hall.errand("loss")
    page = hall.place.who.shown[-1]
    assert isinstance(page, ActUnknownPage)
    assert page.fault is Fault.CENTER_TIMEOUT


async def test_who_goes_back_from_taking_back_keeps_the_report(
    tmp_path: Path,
) -> None:
    begun = False

    def back(page: Page) -> Answer | None:
        nonlocal begun
        if isinstance(page, NumberPage) and page.act is Act.UNDO:
            begun = True
            return Tap.BACK
        return None if begun else undo(page)

    hall = kiosk(tmp_path, person(back))
    hall.acts.answers = [HOLDS]
    await hall.errand("loss")
    assert len(hall.acts.asked) == 1
    assert isinstance(hall.place.who.shown[-1], LossDonePage)


async def test_time_for_taking_back_runs_out_on_the_page(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, person())
    hall.acts.answers = [accepted(undo_until=NOW - timedelta(seconds=1))]
    await hall.errand("loss")
    page = hall.place.who.saw(LossDonePage)[0]
    assert isinstance(page, LossDonePage)
    assert (page.undo_minutes, page.undo_until) == (0, None)


# Every step can be left.

STEPS: list[type[Page]] = [NumberPage, ServicePinPage, LossConfirmPage]
ENDS: list[type[Page]] = [LossDonePage, LossWaitingPage, ActRefusedPage]


@pytest.mark.parametrize("press", [Tap.CANCEL, Tap.FINISH])
@pytest.mark.parametrize("kind", STEPS)
async def test_leaving_before_the_last_word_does_nothing(
    tmp_path: Path, kind: type[Page], press: Tap
) -> None:
    hall = kiosk(tmp_path, person(first(kind, press)))
    await hall.errand("loss")
    assert not hall.acts.asked
    assert hall.reasons == ["cancelled" if press is Tap.CANCEL else "finished"]


@pytest.mark.parametrize("kind", STEPS)
async def test_back_goes_one_step_back(tmp_path: Path, kind: type[Page]) -> None:
    hall = kiosk(tmp_path, person(first(kind, Tap.BACK)))
    await hall.errand("loss")
    again = 1 if kind is NumberPage else 2
    assert len(hall.place.who.saw(NumberPage)) == again
    assert len(hall.acts.asked) == (0 if kind is NumberPage else 1)


@pytest.mark.parametrize("kind", [*STEPS, *ENDS])
async def test_who_walks_away_leaves_nothing_behind(
    tmp_path: Path, kind: type[Page]
) -> None:
    def gone(page: Page) -> Answer | None:
        if isinstance(page, kind):
            place.mind = lambda page: None
            return None
        return usual(page)

    usual = person()
    hall = kiosk(tmp_path, gone, times=HASTY)
    place = hall.place.who
    hall.acts.answers = [
        {LossWaitingPage: None, ActRefusedPage: refused(Reason.CANCELLED)}.get(
            kind, HOLDS
        )
    ]
    await hall.errand("loss")
    assert hall.reasons == ["timed_out"]
    assert hall.place.parts.dialog.insertion is None


@pytest.mark.parametrize("kind", [*STEPS, IdCardPage])
async def test_a_card_that_comes_in_is_served_and_the_errand_is_over(
    tmp_path: Path, kind: type[Page]
) -> None:
    usual, begun = person(), False

    def put_in(page: Page) -> Answer | None:
        nonlocal begun
        if isinstance(page, AttractPage) and not begun:
            begun = True
            return ServiceChosen("loss")
        if isinstance(page, kind):
            asyncio.get_running_loop().call_soon(hall.place.slot.become, SlotState.CARD)
            return None
        return None if isinstance(page, AttractPage) else usual(page)

    by_card = kind is IdCardPage
    rules = region(loss=loss(id_card=by_card, without_card=not by_card))
    hall = kiosk(tmp_path, put_in, rules, OneIdReader())
    await hall.serve(lambda: bool(hall.place.who.saw(PinPage)))
    assert hall.reasons[0] == "card_inserted"
    assert not hall.acts.asked


async def test_a_card_waits_until_the_result_was_seen(tmp_path: Path) -> None:
    usual, begun = person(), False

    def put_in(page: Page) -> Answer | None:
        nonlocal begun
        if isinstance(page, AttractPage) and not begun:
            begun = True
            return ServiceChosen("loss")
        if isinstance(page, LossDonePage):
            hall.place.slot.become(SlotState.CARD)
        return None if isinstance(page, AttractPage) else usual(page)

    hall = kiosk(tmp_path, put_in)
    hall.acts.answers = [HOLDS]
    await hall.serve(lambda: bool(hall.place.who.saw(PinPage)))
    assert hall.reasons[0] == "finished"
    assert hall.place.printer.receipts


async def test_a_card_in_the_middle_of_lodging_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(kind: LossKind, who: ByNumber) -> Lodged:
        hall.place.slot.become(SlotState.CARD)
        await asyncio.sleep(0.01)
        return Lodged(HOLDS.act, HOLDS)

    hall = kiosk(tmp_path, person())
    monkeypatch.setattr(hall.acts, "report_loss", slow)
    await hall.errand("loss")
    assert hall.place.who.saw(LossDonePage)


async def test_the_warning_speaks_of_no_card(tmp_path: Path) -> None:
    def look(page: Page) -> Answer | None:
        return Tap.CANCEL if isinstance(page, StillTherePage) else None

    hall = kiosk(tmp_path, look, times=TimeLimits(idle=0.05, idle_answer=1))
    await hall.errand("loss")
    warning = hall.place.who.saw(StillTherePage)
    assert [page.card for page in warning] == [False]  # type: ignore[attr-defined]


async def test_a_report_stands_without_its_paper_and_the_page_says_so(
    tmp_path: Path,
) -> None:
    hall = kiosk(tmp_path, person())
    hall.acts.answers = [HOLDS]
    hall.place.printer.result = JobState.UNKNOWN
    await hall.errand("loss")
    (told,) = hall.place.who.saw(PrintedPage)
    assert isinstance(told, PrintedPage)
    assert told.fault is not None
    assert (told.holds, told.number) == ("accepted", "25011000001")


@pytest.mark.parametrize("fault", [Fault.CENTER_REFUSED_US, Fault.CENTER_TWIN])
async def test_a_machine_that_the_center_refuses_says_so_before_a_number_is_typed(
    tmp_path: Path, fault: Fault
) -> None:
    hall = kiosk(tmp_path, person())
    uploader = OneUploader()
    uploader.online, uploader.fault = False, fault
    hall.place.parts = dataclasses.replace(hall.place.parts, uploader=uploader)
    await hall.errand("loss")
    (page,) = hall.place.who.shown
    assert isinstance(page, LossImpossiblePage)
    assert page.fault is fault
    assert not hall.acts.asked
