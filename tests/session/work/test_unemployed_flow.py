"""A registration with the card in the slot: seen, signed in to, and every way out."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import msgspec
import pytest

from kiosk.devices.printer.printer_port import Paper
from kiosk.domain.applications import Reason
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.region.region import Region
from kiosk.domain.region.work_rules import UnemploymentRules
from kiosk.session.dialog import dialog
from kiosk.session.guides.flow import errand_pages
from kiosk.session.guides.pages import ReadPage
from kiosk.session.loss.pages import Act, ActDonePage, ActRefusedPage, ActUnknownPage
from kiosk.session.pages.everywhere import BusyPage, CenterAwayPage, PrintedPage
from kiosk.session.pages.page import Answer, Page, ServiceChosen, Tap
from kiosk.session.visit.pages import HomePage
from kiosk.session.work.pages import UnemploymentPage
from kiosk.session.work.unemployed_build import SIGN_IN, unemployed_page
from kiosk.sync.wire.services.work_wire import UnemploymentAnswer
from tests.session import pages_of_work as work
from tests.session.errands import HASTY, Kiosk, kiosk, region
from tests.session.hall import READY, Mind
from tests.session.loss.test_with_the_card import holder, visit, words
from tests.session.scripted import accepted, refused

RULES = UnemploymentRules(
    source="甲",
    as_of=("2024-01",),
    kiosk=True,
    sign_in="monthly",
    missed="下个月停发。",
    where=("就业服务中心",),
    needs=("身份证或社保卡", "失业人员登记表"),
    notes=("要签承诺书。",),
)
OWN = region(unemployment=RULES)


def seeker(*answers: Answer) -> Mind:
    """Return somebody who looks at the registration and answers it so, then goes."""
    left, been = list(answers), False

    def mind(page: Page) -> Answer | None:
        nonlocal been
        if isinstance(page, HomePage):
            return Tap.FINISH if been else ServiceChosen("card_services")
        if page.name == "menu":
            chosen = Tap.BACK if been else ServiceChosen("unemployed")
            been = True
            return chosen
        if isinstance(page, UnemploymentPage):
            return left.pop(0) if left else Tap.BACK
        ends = ActDonePage | ActRefusedPage | ActUnknownPage | ReadPage
        if isinstance(page, ends) or page.name == "center_away":
            return Tap.BACK
        return None

    return mind


def at(
    tmp_path: Path, mind: Mind, told: UnemploymentAnswer, own: Region = OWN
) -> Kiosk:
    hall = kiosk(tmp_path, holder(mind), own)
    hall.place.center.unemployed = told
    return hall


async def test_an_open_window_is_signed_in_to_with_one_key(tmp_path: Path) -> None:
    sure = accepted(next_from=work.LATER.first, next_until=work.LATER.last)
    hall = at(tmp_path, seeker(ServiceChosen(SIGN_IN)), work.MAY_SIGN_IN)
    hall.acts.answers = [sure]
    await visit(hall)
    assert hall.acts.asked == [("sign_in",)]
    page, again = hall.place.who.saw(UnemploymentPage)[:2]
    assert isinstance(page, UnemploymentPage)
    assert page.act == SIGN_IN
    assert [note.name for note in page.notes] == ["sign_in_now"]
    assert again is not page, "what holds now is asked for anew"
    done = hall.place.who.saw(ActDonePage)[0]
    assert isinstance(done, ActDonePage)
    assert done.next_days == (work.LATER.first, work.LATER.last)
    assert hall.reasons == ["finished"]


async def test_the_slip_says_what_was_done_and_when_next(tmp_path: Path) -> None:
    usual, wanted = seeker(ServiceChosen(SIGN_IN)), [Tap.PRINT]

    def mind(page: Page) -> Answer | None:
        if isinstance(page, ActDonePage) and wanted:
            return wanted.pop()
        return usual(page)

    hall = at(tmp_path, mind, work.MAY_SIGN_IN)
    first, last = work.LATER.first, work.LATER.last
    hall.acts.answers = [accepted(next_from=first, next_until=last)]
    await visit(hall)
    assert hall.place.printer.receipts[-1].kind == "sign_in"
    assert "下次可以签到的日子: 2025-02-01 到 2025-02-28" in words(hall)
    assert "25011000001" in words(hall)


async def test_how_one_stands_is_printed(tmp_path: Path) -> None:
    hall = at(tmp_path, seeker(Tap.PRINT), work.MISSED)
    await visit(hall)
    assert hall.place.printer.receipts[-1].kind == "unemployed"
    assert "您上一次没有签到" in words(hall)
    assert "本地规定：下个月停发。" in words(hall)
    assert "还可领取: 5 个月" in words(hall)


@pytest.mark.parametrize(
    ("told", "note"),
    [(work.SIGNED_IN, "signed_in"), (work.SUSPENDED, "work_suspended")],
)
async def test_who_need_not_or_may_not_has_no_key_for_it(
    tmp_path: Path, told: UnemploymentAnswer, note: str
) -> None:
    hall = at(tmp_path, seeker(), told)
    await visit(hall)
    page = hall.place.who.saw(UnemploymentPage)[0]
    assert isinstance(page, UnemploymentPage)
    assert (page.act, page.notes[0].name) == ("", note)


async def test_who_is_not_registered_reads_where_and_with_what(tmp_path: Path) -> None:
    hall = at(tmp_path, seeker(), work.NOT_REGISTERED)
    await visit(hall)
    page = hall.place.who.saw(ReadPage)[0]
    assert isinstance(page, ReadPage)
    lines = [line for section in page.sections for line in section.lines]
    assert page.sections[0].topics == ("not_registered",)
    for line in (*RULES.where, *RULES.needs, *RULES.notes, RULES.missed):
        assert line in lines
    assert not hall.acts.asked


def test_a_region_without_it_says_what_holds_in_the_whole_country() -> None:
    page = errand_pages(region())["unemployed"]
    assert [len(section.topics) for section in page.sections] == [3, 0]
    assert page.as_of is None


@pytest.mark.parametrize("reason", [Reason.NOT_IN_WINDOW, Reason.SUSPENDED])
async def test_a_refusal_says_why_and_when_next(tmp_path: Path, reason: Reason) -> None:
    hall = at(tmp_path, seeker(ServiceChosen(SIGN_IN)), work.MAY_SIGN_IN)
    first, last = work.LATER.first, work.LATER.last
    hall.acts.answers = [refused(reason, next_from=first, next_until=last)]
    await visit(hall)
    page = hall.place.who.saw(ActRefusedPage)[0]
    assert isinstance(page, ActRefusedPage)
    assert (page.act, page.reason) == (Act.SIGN_IN, reason)
    assert page.next_days == (first, last)
    assert page.where == RULES.where
    assert not page.can_retry


@pytest.mark.parametrize("where", [(), ("甲", "乙")])
def test_who_goes_to_a_counter_reads_to_which(where: tuple[str, ...]) -> None:
    told = work.SUSPENDED
    assert told.registration is not None
    own = region(unemployment=msgspec.structs.replace(RULES, where=where))
    (note,) = unemployed_page(told, told.registration, own, None).notes
    named = ("work_suspended", {"where": "甲、乙"})
    asked = ("work_suspended_ask", {"hotline": "12333"})
    assert (note.name, dict(note.values)) == (named if where else asked)


async def test_an_answer_that_was_lost_is_not_called_done(tmp_path: Path) -> None:
    hall = at(tmp_path, seeker(ServiceChosen(SIGN_IN)), work.MAY_SIGN_IN)
    hall.acts.answers = [KioskError("lost", Fault.CENTER_TIMEOUT)]
    await visit(hall)
    page = hall.place.who.saw(ActUnknownPage)[0]
    assert isinstance(page, ActUnknownPage)
    assert (page.act, page.fault) == (Act.SIGN_IN, Fault.CENTER_TIMEOUT)
    assert not hall.place.who.saw(ActDonePage)


async def test_without_a_line_nothing_is_shown_or_done(tmp_path: Path) -> None:
    hall = at(tmp_path, seeker(), work.MAY_SIGN_IN)
    hall.place.center.fault = Fault.CENTER_UNREACHABLE
    await visit(hall)
    page = hall.place.who.saw(CenterAwayPage)[-1]
    assert isinstance(page, CenterAwayPage)
    assert page.undone == SIGN_IN
    assert not hall.place.who.saw(UnemploymentPage)
    assert not hall.acts.asked


@pytest.mark.parametrize("kind", [UnemploymentPage, ActDonePage])
async def test_the_card_pulled_at_a_step_ends_it(
    tmp_path: Path, kind: type[Page]
) -> None:
    usual = holder(seeker(ServiceChosen(SIGN_IN)))

    def pull(page: Page) -> Answer | None:
        if isinstance(page, kind):
            hall.place.hall.pull()
            return None
        return usual(page)

    hall = kiosk(tmp_path, pull, OWN)
    hall.place.center.unemployed = work.MAY_SIGN_IN
    await visit(hall)
    assert hall.reasons == ["card_removed"]
    assert not hall.place.who.saw(PrintedPage)
    assert len(hall.acts.asked) == (kind is ActDonePage)


def _signing(hall_of: list[Kiosk]) -> Mind:
    """Return somebody who signs in with three touches, and prints both papers."""
    usual, papers = seeker(), ["unemployed", "act_done"]

    def mind(page: Page) -> Answer | None:
        if papers and page.name == papers[0]:
            papers.pop(0)
            return Tap.PRINT
        if isinstance(page, UnemploymentPage) and not hall_of[0].acts.asked:
            dialog = hall_of[0].place.parts.dialog
            loop = asyncio.get_running_loop()
            for _ in range(3):
                choice = ServiceChosen(SIGN_IN)
                loop.call_soon(dialog.answered, dialog._serial, choice)
            return None
        return usual(page)

    return mind


async def _signed(folder: Path, pull_at: int | None = None) -> Kiosk:
    """Sign in so; the card may be pulled at one of the steps."""
    folder.mkdir()
    box: list[Kiosk] = []
    box.append(at(folder, _signing(box), work.MAY_SIGN_IN))
    box[0].place.hall.pull_at = pull_at
    await visit(box[0])
    return box[0]


async def test_the_card_pulled_at_every_step_signs_in_once_at_most(
    tmp_path: Path,
) -> None:
    """Three touches are one; the whole way is walked first, then cut at each step."""
    whole = await _signed(tmp_path / "whole")
    assert whole.acts.asked == [("sign_in",)]
    kinds = [receipt.kind for receipt in whole.place.printer.receipts]
    assert kinds == ["unemployed", "sign_in"]
    steps, asked = whole.place.hall.steps, set()
    for step in range(steps // 3, steps):
        cut = await _signed(tmp_path / str(step), step)
        assert cut.acts.asked in ([], [("sign_in",)]), step
        asked.add(len(cut.acts.asked))
    assert asked == {0, 1}


async def test_the_card_pulled_while_it_signs_in_shows_nothing_more(
    tmp_path: Path,
) -> None:
    hall = at(tmp_path, seeker(ServiceChosen(SIGN_IN)), work.MAY_SIGN_IN)

    async def hanging(token: str) -> NoReturn:
        hall.place.hall.pull()
        await asyncio.Event().wait()
        raise AssertionError("it waits for ever")

    hall.acts.sign_in = hanging  # type: ignore[method-assign]
    await visit(hall)
    assert hall.reasons == ["card_removed"]
    assert not hall.place.who.saw(ActDonePage)


async def test_somebody_who_went_away_leaves_no_page_behind(tmp_path: Path) -> None:
    usual = holder(seeker())

    def asleep(page: Page) -> Answer | None:
        return None if isinstance(page, UnemploymentPage) else usual(page)

    hall = kiosk(tmp_path, asleep, OWN, times=HASTY)
    hall.place.center.unemployed = work.MAY_SIGN_IN
    await visit(hall)
    assert hall.reasons == ["timed_out"]
    assert not hall.acts.asked


async def test_a_center_that_says_nothing_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialog, "PROGRESS_AFTER", 0.0)
    usual = seeker()

    def mind(page: Page) -> Answer | None:
        if page.name == "menu":
            hall.place.center.hangs = True
        if isinstance(page, BusyPage) and hall.place.center.hangs:
            return Tap.CANCEL
        return usual(page)

    hall = at(tmp_path, mind, work.MAY_SIGN_IN)
    await visit(hall)
    assert not hall.place.who.saw(UnemploymentPage)
    assert "query.given_up" in hall.place.journal.kinds()
    assert hall.reasons == ["finished"]


async def test_without_paper_it_is_done_and_no_slip_is_promised(tmp_path: Path) -> None:
    hall = at(tmp_path, seeker(ServiceChosen(SIGN_IN)), work.MAY_SIGN_IN)
    hall.place.printer.status = replace(READY, paper=Paper.OUT)
    await visit(hall)
    (done,) = hall.place.who.saw(ActDonePage)
    (page, *_) = hall.place.who.saw(UnemploymentPage)
    assert isinstance(done, ActDonePage)
    assert isinstance(page, UnemploymentPage)
    assert not done.can_print
    assert not page.can_print
    assert not hall.place.printer.receipts
