"""Acts that fail half way: the disk, the line, the number; nothing is said wrongly."""

import asyncio
import gc
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from kiosk.devices.printer.typesetting.receipt_elements import TextLine
from kiosk.domain.applications import (
    ActAnswer,
    ActState,
    ByNumber,
    Lodged,
    LossKind,
    Reason,
)
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.records import CardState
from kiosk.session.dialog.lockout import NumberLockouts
from kiosk.session.loss import flow
from kiosk.session.loss.pages import (
    Act,
    ActDonePage,
    ActRefusedPage,
    ActUnknownPage,
    LossDonePage,
    LossImpossiblePage,
    LossWaitingPage,
    LostCardPage,
    NumberPage,
    ServicePinPage,
)
from kiosk.session.loss.wording import done_words, refused_words
from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.session.visit.card_visit import card_visit
from kiosk.session.visit.pages import TakeCardPage
from kiosk.settings.state.store_errors import StoreFull
from kiosk.settings.texts import languages, load_texts
from tests.session.errands import NUMBER, Kiosk, kiosk, person
from tests.session.hall import CARD_ID, Mind, polite
from tests.session.loss.test_flow import HOLDS, retry, undo
from tests.session.scripted import accepted, refused
from tests.sync.applications import hall as real

WRONG = refused(Reason.NOT_RECOGNISED)


def wait_of(hall: Kiosk) -> float:
    """Return how long the number has to wait at this machine."""
    parts = hall.place.parts
    return parts.numbers.seconds_left(NUMBER, parts.clock.monotonic())


def full(*_: object) -> None:
    """Fail as a full disk does."""
    raise StoreFull("scripted")


# The disk.


async def test_an_accepted_report_is_told_though_its_row_cannot_be_settled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang = real.CAST["wang-xiulan"]
    async with real.scene(tmp_path) as (center, one, clock):
        with monkeypatch.context() as disk:
            disk.setattr(one.acts._pending, "settle", full)
            lodged = await one.acts.report_loss(LossKind.TEMPORARY, real.who(wang))
        assert lodged.state is ActState.ACCEPTED
        assert real.state_of(center, wang, clock.at) is CardState.TEMPORARY_LOSS
        assert one.acts.numbers().waiting == 1
        await one.acts.delivery.deliver()
        assert one.acts.lodged(lodged.act) == lodged
        assert one.acts.numbers().waiting == 0


@pytest.mark.parametrize("answer", [HOLDS, WRONG])
async def test_a_count_that_no_disk_takes_hides_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: ActAnswer
) -> None:
    hall = kiosk(tmp_path, person())
    hall.acts.answers = [answer]
    for name in ("open", "miss"):
        monkeypatch.setattr(NumberLockouts, name, full)
    await hall.errand("loss")
    assert hall.place.who.saw(LossDonePage if answer is HOLDS else ActRefusedPage)
    assert not hall.place.who.saw(LossImpossiblePage)


async def test_the_hotlines_are_shown_when_not_even_the_journal_can_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> Lodged:
        raise StoreFull("scripted")

    hall = kiosk(tmp_path, person())
    hall.place.journal.room = 1
    monkeypatch.setattr(hall.acts, "report_loss", fail)
    await hall.errand("loss")
    page = hall.place.who.saw(LossImpossiblePage)[0]
    assert isinstance(page, LossImpossiblePage)
    assert page.hotlines == ("12333", "87290000")


@pytest.mark.parametrize("locked", [True, False])
async def test_the_pin_is_gone_while_a_page_says_that_nothing_was_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    seen: list[bool] = []
    others = {id(o) for o in gc.get_objects() if isinstance(o, ByNumber)}

    async def fail(*_: object) -> Lodged:
        raise KioskError("scripted", Fault.STORE_FULL)

    def count() -> None:
        gc.collect()
        alive = (o for o in gc.get_objects() if isinstance(o, ByNumber))
        seen.append(any(id(o) not in others for o in alive))

    def look(page: Page) -> Answer | None:
        if isinstance(page, LossImpossiblePage | ActRefusedPage):
            # The loop lets go of what woke the flow when this turn of it is over.
            asyncio.get_running_loop().call_soon(count)
        return None

    hall = kiosk(tmp_path, person(look))
    monkeypatch.setattr(hall.acts, "report_loss", fail)
    if locked:
        for _ in range(3):
            hall.place.parts.numbers.missed(NUMBER, 5000.0)
    await hall.errand("loss")
    assert hall.place.who.saw(ActRefusedPage if locked else LossImpossiblePage)
    assert seen
    assert not any(seen)


# The number's door.


async def test_a_report_that_waits_counts_as_a_try(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, person(), online=False)
    hall.acts.answers = [None] * 4
    for _ in range(4):
        await hall.errand("loss")
    assert len(hall.acts.asked) == 3
    last = hall.place.who.shown[-1]
    assert isinstance(last, ActRefusedPage)
    assert last.reason is Reason.LOCKED


@pytest.mark.parametrize(("answer", "left"), [(HOLDS, 0.0), (WRONG, 60.0)])
async def test_an_answer_that_comes_while_waiting_is_counted_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: ActAnswer, left: float
) -> None:
    usual = person()

    def look(page: Page) -> Answer | None:
        if isinstance(page, LossWaitingPage):
            monkeypatch.setattr(hall.acts, "lodged", lambda act: Lodged(act, answer))
            return None
        return usual(page)

    hall = kiosk(tmp_path, look)
    hall.place.parts.numbers.missed(NUMBER, 5000.0)
    hall.place.parts.numbers.missed(NUMBER, 5000.0)
    monkeypatch.setattr(flow, "LOOK_EVERY", 0.01)
    hall.acts.answers = [None]
    await hall.errand("loss")
    assert hall.place.who.saw(LossWaitingPage)
    assert wait_of(hall) == left


@pytest.mark.parametrize("reason", [Reason.UNREADABLE, Reason.NOT_ALLOWED])
async def test_a_refusal_that_judged_no_pin_forgets_no_misses(
    tmp_path: Path, reason: Reason
) -> None:
    hall = kiosk(tmp_path, person())
    for _ in range(2):
        hall.place.parts.numbers.missed(NUMBER, 5000.0)
    hall.acts.answers = [refused(reason), WRONG]
    await hall.errand("loss")
    await hall.errand("loss")
    assert wait_of(hall) == 60.0


async def test_wrong_tries_at_taking_back_shut_the_door(tmp_path: Path) -> None:
    def mind(page: Page) -> Answer | None:
        return retry(page) or undo(page)

    hall = kiosk(tmp_path, person(leaving(mind)))
    hall.acts.answers = [HOLDS, WRONG, WRONG, WRONG]
    await hall.errand("loss")
    assert [asked[0] for asked in hall.acts.asked] == ["loss", *["undo"] * 3]
    assert wait_of(hall) == 60.0


async def test_wrong_tries_at_a_release_shut_the_door(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, releasing(retry))
    hall.acts.answers = [WRONG] * 3
    await lost(hall)
    assert [asked[0] for asked in hall.acts.asked] == ["release"] * 3
    assert wait_of(hall) == 60.0


# A report that could not be taken back still holds.


def leaving(then: Mind) -> Mind:
    """Return somebody who goes back from one vain try and then leaves the report."""
    tried = False

    def mind(page: Page) -> Answer | None:
        nonlocal tried
        if isinstance(page, ActRefusedPage | ActUnknownPage):
            if isinstance(page, ActRefusedPage) and page.can_retry:
                return Tap.RETRY
            assert page.card, "there is a report to go back to"
            tried = True
            return Tap.BACK
        return None if tried else then(page)

    return mind


@pytest.mark.parametrize(
    "trouble",
    [refused(Reason.TOO_LATE), KioskError("lost", Fault.CENTER_TIMEOUT)],
)
async def test_a_vain_try_leaves_the_report_its_page_and_its_paper(
    tmp_path: Path, trouble: ActAnswer | KioskError
) -> None:
    hall = kiosk(tmp_path, person(leaving(undo)))
    hall.acts.answers = [HOLDS, trouble]
    await hall.errand("loss")
    assert isinstance(hall.place.who.shown[-1], LossDonePage)
    assert hall.place.printer.receipts[-1].kind == "loss_report"


async def test_a_report_released_meanwhile_is_not_shown_as_one_that_holds(
    tmp_path: Path,
) -> None:
    hall = kiosk(tmp_path, person(leaving(undo)))
    hall.acts.answers = [HOLDS, refused(Reason.NOT_LOST)]
    await hall.errand("loss")
    assert isinstance(hall.place.who.shown[-1], ActRefusedPage)


# Words by the card's state after the act.


@pytest.mark.parametrize("language", languages())
def test_words_say_no_card_works_that_is_still_reported_lost(language: str) -> None:
    texts = load_texts(language)
    page = ActDonePage(Act.UNDO, False, "", "", None, (), can_print=False)
    said = {
        state: done_words(
            ActDonePage(Act.UNDO, False, "", "", None, (), False, state), texts
        )
        for state in (CardState.NORMAL, CardState.TEMPORARY_LOSS, CardState.LOSS)
    }
    works = texts("act_done__release__body")
    assert said[CardState.NORMAL] == works
    assert len({*said.values(), done_words(page, texts)}) == 4


async def test_an_undone_report_leaves_an_earlier_one_on_page_and_paper(
    tmp_path: Path,
) -> None:
    hall = kiosk(tmp_path, person(undo))
    after = accepted(card_state=CardState.TEMPORARY_LOSS)
    hall.acts.answers = [HOLDS, after]
    await hall.errand("loss")
    done = hall.place.who.saw(ActDonePage)[0]
    assert isinstance(done, ActDonePage)
    assert done.card_state is CardState.TEMPORARY_LOSS
    paper = hall.place.printer.receipts[-1]
    lines = [e.text for e in paper.elements if isinstance(e, TextLine)]
    texts = hall.place.parts.texts
    assert texts("act_done__undo__temporary_loss__body") in lines


# A release is of the card in the slot.


def releasing(then: Mind) -> Mind:
    """Return somebody who releases the card in the slot, then takes it."""
    typing, usual, begun = person(), polite(), False

    def mind(page: Page) -> Answer | None:
        nonlocal begun
        answer = then(page)
        if answer is not None or isinstance(page, TakeCardPage):
            return answer
        if isinstance(page, LostCardPage) and not begun:
            begun = True
            return Tap.HELP
        if isinstance(page, NumberPage | ServicePinPage):
            return typing(page)
        if isinstance(page, ActDonePage | ActRefusedPage):
            return Tap.BACK
        return usual(page)

    return mind


async def lost(hall: Kiosk) -> None:
    """Put in a card that was reported lost; it is pulled when that is asked for."""
    hall.place.center.state = CardState.TEMPORARY_LOSS
    show = hall.place.who.show

    def shown(serial: int, page: Page) -> None:
        show(serial, page)
        if isinstance(page, TakeCardPage):
            hall.place.hall.pull()

    hall.place.who.show = shown  # type: ignore[method-assign]
    await hall.place.visit(card_visit)


async def test_a_release_names_the_card_in_the_slot(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, releasing(lambda page: None))
    named: list[str] = []

    async def release(who: ByNumber, card: str = "") -> ActAnswer:
        named.append(card)
        return accepted()

    acts = replace(hall.acts)
    acts.release = release  # type: ignore[method-assign,assignment]
    hall.place.parts = replace(hall.place.parts, acts=acts)
    await lost(hall)
    assert named == [CARD_ID]


@pytest.mark.parametrize("language", languages())
def test_who_has_to_wait_is_told_the_way_that_does_not(language: str) -> None:
    texts = load_texts(language)
    page = ActRefusedPage(
        *(Act.LOSS, Reason.LOCKED, "12333", "", 720), can_retry=False, can_print=False
    )
    _, body, todo = refused_words(page, texts)
    assert "12 " in body, "twelve hours are said in hours"
    assert "12333" in todo
    with_reader = refused_words(msgspec.structs.replace(page, id_card=True), texts)
    assert with_reader[2] != todo
    assert "12333" in with_reader[2]
    again = msgspec.structs.replace(page, reason=Reason.NOT_RECOGNISED)
    told = refused_words(again, texts)
    assert told == refused_words(msgspec.structs.replace(again, id_card=True), texts)
