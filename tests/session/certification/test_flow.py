"""Certifying with the card in the slot: the camera, the act, what goes wrong."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import msgspec
import pytest

from kiosk.devices.camera.face_port import FaceAnswer
from kiosk.domain.applications import ActState, Reason
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.region.certification_rules import CertificationRules
from kiosk.domain.services.eligibility import (
    CertifiedBenefit,
    Eligibility,
    EligibilityState,
)
from kiosk.domain.services.face import FaceVerdict
from kiosk.session.certification import faces
from kiosk.session.certification.build import certification_page
from kiosk.session.certification.pages import (
    CertificationPage,
    CertifiedPage,
    CertifyNotMadePage,
    FacePage,
)
from kiosk.session.guides.flow import errand_pages
from kiosk.session.loss.pages import ActRefusedPage, ActUnknownPage
from kiosk.session.pages.everywhere import CenterAwayPage
from kiosk.session.pages.page import Answer, Page, ServiceChosen, Tap
from kiosk.session.visit.pages import HomePage
from kiosk.sync.wire.services.eligibility_wire import FaceProof
from tests.domain.answers import eligibility
from tests.screens.samples_certification import ANSWER, CITY, presented
from tests.session.errands import Kiosk, first, kiosk, region
from tests.session.hall import Mind
from tests.session.loss.test_with_the_card import holder, visit, words
from tests.session.scripted import refused

HERE = region(certification=CITY.certification)


@dataclass
class OneCamera:
    """A module that says one verdict after the other, then `passed`."""

    verdicts: list[FaceVerdict] = field(default_factory=list)
    hangs: bool = False
    asked: list[bytes] = field(default_factory=list)
    ended: int = 0

    async def judge(self, nonce: bytes) -> FaceAnswer:
        self.asked.append(nonce)
        try:
            await asyncio.sleep(3600 if self.hangs else 0)
        finally:
            self.ended += 1
        verdict = self.verdicts.pop(0) if self.verdicts else FaceVerdict.PASSED
        return FaceAnswer(verdict, b"signed")

    def close(self) -> None:
        """Nothing is held."""


def certifying(then: Mind | None = None) -> Mind:
    """Return somebody who certifies once and goes."""
    asked = False

    def mind(page: Page) -> Answer | None:
        nonlocal asked
        answer = then(page) if then is not None else None
        if answer is not None:
            return answer
        match page:
            case HomePage():
                return Tap.FINISH if asked else ServiceChosen("card_services")
            case CertificationPage():
                if asked or not page.act:
                    asked = True
                    return Tap.FINISH
                asked = True
                return ServiceChosen(page.act)
            case FacePage():
                return Tap.BACK if page.verdict is not None else None
            case CertifiedPage() | ActRefusedPage() | ActUnknownPage():
                asked = True
                return Tap.BACK
            case CertifyNotMadePage() | CenterAwayPage():
                asked = True
                return Tap.BACK
        if page.name == "menu":
            return Tap.FINISH if asked else ServiceChosen("certify")
        return None

    return mind


def hall_of(folder: Path, then: Mind | None = None, camera: object = None) -> Kiosk:
    hall = kiosk(folder, holder(certifying(then)), HERE)
    hall.place.parts = replace(hall.place.parts, face=camera)  # type: ignore[arg-type]
    hall.acts.answers = [ANSWER]
    return hall


def saw(hall: Kiosk, kind: type[Page]) -> list[Page]:
    return list(hall.place.who.saw(kind))


async def test_a_look_an_act_and_a_slip(tmp_path: Path) -> None:
    camera = OneCamera()
    hall = hall_of(tmp_path, first(CertifiedPage, Tap.PRINT), camera)
    await visit(hall)
    assert hall.acts.asked == [("certify", FaceProof(bytes(32), b"signed"))]
    (page, *_) = saw(hall, CertifiedPage)
    assert isinstance(page, CertifiedPage)
    assert page.outcome == "passed"
    assert hall.place.printer.receipts[-1].kind == "certification"
    assert "2026-01-31" in words(hall)
    assert "认证办好了" in words(hall)
    journal = hall.place.journal
    assert "certification.face" in journal.kinds()
    assert "signed" not in str(journal.events)


async def test_without_a_module_the_card_is_only_presented(tmp_path: Path) -> None:
    hall = hall_of(tmp_path, first(CertifiedPage, Tap.PRINT))
    hall.acts.answers = [presented()]
    await visit(hall)
    assert hall.acts.asked == [("certify", None)]
    assert not saw(hall, FacePage)
    (page, *_) = saw(hall, CertifiedPage)
    assert isinstance(page, CertifiedPage)
    assert page.outcome == "presented"
    assert "这还不算认证" in words(hall)
    assert "办好了" not in words(hall)


@pytest.mark.parametrize(
    "verdict", [FaceVerdict.FAILED, FaceVerdict.UNSURE, FaceVerdict.TIMEOUT]
)
async def test_a_look_that_fails_may_be_tried_again_and_nothing_is_sent(
    tmp_path: Path, verdict: FaceVerdict
) -> None:
    camera = OneCamera([verdict, verdict])
    tries = iter([Tap.RETRY, Tap.BACK])

    def mind(page: Page) -> Answer | None:
        again = isinstance(page, FacePage) and page.verdict is not None
        return next(tries, None) if again else None

    hall = hall_of(tmp_path, mind, camera)
    await visit(hall)
    assert len(camera.asked) == 2
    assert not hall.acts.asked
    assert FacePage(verdict) in saw(hall, FacePage)


async def test_a_module_that_is_away_leaves_the_card_alone(tmp_path: Path) -> None:
    camera = OneCamera([FaceVerdict.AWAY])

    def mind(page: Page) -> Answer | None:
        return Tap.OK if page == FacePage(FaceVerdict.AWAY) else None

    hall = hall_of(tmp_path, mind, camera)
    hall.acts.answers = [presented()]
    await visit(hall)
    assert hall.acts.asked == [("certify", None)]
    # After a look that failed, OK is no way round it.
    camera = OneCamera([FaceVerdict.FAILED])
    hall = hall_of(tmp_path / "b", first(FacePage, Tap.OK), camera)
    await visit(hall)
    assert not hall.acts.asked


async def test_a_module_that_hangs_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faces, "LOOK_SECONDS", 0.02)
    hall = hall_of(tmp_path, None, OneCamera(hangs=True))
    await visit(hall)
    assert FacePage(FaceVerdict.TIMEOUT) in saw(hall, FacePage)
    assert not hall.acts.asked


async def test_no_more_looks_lead_to_the_counter(tmp_path: Path) -> None:
    camera = OneCamera()
    hall = hall_of(tmp_path, None, camera)
    hall.place.center.looks = 0
    await visit(hall)
    (page, *_) = saw(hall, ActRefusedPage)
    assert isinstance(page, ActRefusedPage)
    assert page.reason is Reason.TRIES_USED
    assert not camera.asked
    assert not hall.acts.asked


@pytest.mark.parametrize(
    "reason", [Reason.TO_COUNTER, Reason.SUSPENDED, Reason.NOT_PROVED]
)
async def test_a_refusal_names_the_reason_and_never_a_death(
    tmp_path: Path, reason: Reason
) -> None:
    hall = hall_of(tmp_path, first(ActRefusedPage, Tap.PRINT))
    hall.acts.answers = [refused(reason)]
    await visit(hall)
    (page, *_) = saw(hall, ActRefusedPage)
    assert isinstance(page, ActRefusedPage)
    assert page.reason is reason
    assert hall.place.printer.receipts[-1].kind == "certification"
    counter = reason is not Reason.NOT_PROVED
    assert ("地方：样例市社保卡服务中心" in words(hall)) is counter
    assert "死" not in words(hall)
    assert "办" in words(hall)


async def test_twice_in_a_month_says_when_it_was_done(tmp_path: Path) -> None:
    hall = hall_of(tmp_path)
    hall.acts.answers = [msgspec.structs.replace(ANSWER, state=ActState.ALREADY)]
    await visit(hall)
    (page, *_) = saw(hall, CertifiedPage)
    assert isinstance(page, CertifiedPage)
    assert page.outcome == "already"


async def test_who_has_nothing_to_certify_is_told_so(tmp_path: Path) -> None:
    hall = hall_of(tmp_path)
    hall.place.center.whose = "wang-xiulan"
    await visit(hall)
    (page, *_) = saw(hall, CertificationPage)
    assert isinstance(page, CertificationPage)
    assert (page.empty, page.act) == (True, "")
    assert not hall.acts.asked


def test_where_no_kiosk_takes_it_a_guide_says_what_holds_in_the_whole_country() -> None:
    silent = region(certification=CertificationRules())
    guide = errand_pages(silent)["certification"]
    assert (guide.topic, guide.hotline) == ("certification", "12333")
    assert [len(section.topics) for section in guide.sections] == [3, 0]
    assert "certification" not in errand_pages(HERE)


async def test_a_center_that_is_away_makes_nothing_and_says_so(
    tmp_path: Path,
) -> None:
    hall = hall_of(tmp_path)
    hall.acts.answers = [KioskError("away", Fault.CENTER_UNREACHABLE)]
    await visit(hall)
    (page, *_) = saw(hall, CertifyNotMadePage)
    assert page == CertifyNotMadePage(Fault.CENTER_UNREACHABLE, "12333")
    assert not saw(hall, ActUnknownPage)

    def cut(page: Page) -> Answer | None:
        if isinstance(page, CertificationPage):
            hall.place.center.fault = Fault.CENTER_UNREACHABLE
        return None

    hall = hall_of(tmp_path / "b", cut, OneCamera())
    await visit(hall)
    assert saw(hall, CertifyNotMadePage)
    assert not hall.acts.asked


async def test_a_stopped_pension_that_was_only_presented_for_is_no_certification(
    tmp_path: Path,
) -> None:
    """The camera was away; whoever reads this must not think that money comes."""
    today = date(2026, 12, 1)
    stopped = Eligibility(
        benefit=CertifiedBenefit.PENSION,
        state=EligibilityState.SUSPENDED,
        last=date(2024, 11, 5),
        presented=today,
    )
    for state, act, outcome in (
        (EligibilityState.SUSPENDED, ActState.ACCEPTED, "presented"),
        (EligibilityState.SUSPENDED, ActState.ALREADY, "presented"),
        (EligibilityState.RESUMED, ActState.ACCEPTED, "resumed"),
    ):
        folder = tmp_path / f"{outcome}-{act}"
        folder.mkdir()
        resumed = state is EligibilityState.RESUMED
        last = today if resumed else stopped.last
        own = msgspec.structs.replace(stopped, state=state, last=last)
        hall = hall_of(folder, first(CertifiedPage, Tap.PRINT))
        hall.acts.answers = [
            msgspec.structs.replace(ANSWER, state=act, certified=(own,))
        ]
        await visit(hall)
        (page, *_) = saw(hall, CertifiedPage)
        assert isinstance(page, CertifiedPage)
        assert page.outcome == outcome
        assert ("办好了" in words(hall)) is resumed
        assert ("停发过的钱" in words(hall)) is resumed


async def test_a_center_that_was_away_from_the_start_made_none_either(
    tmp_path: Path,
) -> None:
    def cut(page: Page) -> Answer | None:
        if page.name == "menu":
            hall.place.center.fault = Fault.CENTER_UNREACHABLE
        return None

    hall = hall_of(tmp_path, cut)
    await visit(hall)
    (page, *_) = saw(hall, CenterAwayPage)
    assert isinstance(page, CenterAwayPage)
    assert page.undone == "certify"
    assert not hall.acts.asked


async def test_no_sure_answer_is_said_to_be_none(tmp_path: Path) -> None:
    hall = hall_of(tmp_path)
    hall.acts.answers = [KioskError("lost", Fault.CENTER_TIMEOUT)]
    await visit(hall)
    assert saw(hall, ActUnknownPage)
    assert not saw(hall, CertifyNotMadePage)


@pytest.mark.parametrize(
    "kind", [CertificationPage, FacePage, CertifiedPage], ids=lambda kind: kind.name
)
async def test_a_card_pulled_ends_it_at_every_page(
    tmp_path: Path, kind: type[Page]
) -> None:
    pulled = False
    camera = OneCamera(hangs=kind is FacePage)

    def mind(page: Page) -> Answer | None:
        nonlocal pulled
        if isinstance(page, kind) and not pulled:
            pulled = True
            hall.place.hall.pull()
        return None

    hall = hall_of(tmp_path, mind, camera)
    await visit(hall)
    assert pulled
    assert hall.reasons == ["card_removed"]
    assert camera.ended == len(camera.asked), "a look ends with the person"
    assert bool(hall.acts.asked) is (kind is CertifiedPage)


@pytest.mark.parametrize(
    ("key", "told", "missed"),
    [("jin-fugui", False, False), ("zhou-yuzhen", True, True)],
)
def test_who_was_stopped_reads_nothing_of_what_is_to_come(
    key: str, told: bool, missed: bool
) -> None:
    rules = msgspec.structs.replace(HERE.certification, suspended_here=False)
    page = certification_page(eligibility(key), region(certification=rules), None)
    names = {note.name for note in page.notes}
    assert ("certify_told" in names, "certify_missed" in names) == (told, missed)


def test_who_goes_to_a_counter_reads_which_and_with_what() -> None:
    told = eligibility("bai-changshou")
    rules = msgspec.structs.replace(HERE.certification, where=("甲",), needs=("乙",))
    for each, name, values in (
        (rules, "certify_counter", {"where": "甲", "needs": "乙"}),
        (CertificationRules(), "certify_counter_ask", {"hotline": "12333"}),
    ):
        page = certification_page(told, region(certification=each), None)
        (note,) = (n for n in page.notes if n.name.startswith("certify_counter"))
        assert (note.name, dict(note.values)) == (name, values)
