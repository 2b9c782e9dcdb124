"""The way in as it is walked: pages in order, waits in words, the other code."""

from collections.abc import Iterator
from pathlib import Path

from kiosk.session.dialog.ends import Cancelled
from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.session.staff.door.login import enter
from kiosk.session.staff.door.pages import DoorPage, DoorShut, DoorShutPage, DoorStep
from kiosk.session.staff.keyboard_page import TextTyped
from kiosk.session.staff.people import StaffPerson, StaffRole
from kiosk.sync.clock.clock import Certainty
from tests.session.hall import NOW, Scene, scene
from tests.session.staff.door.doors import (
    NUMBER,
    PASSWORD,
    add_account,
    comes_in,
    door_of,
    read_out,
)


async def entered(place: Scene) -> StaffPerson | None:
    """Return who came in; None: they left."""
    try:
        return await enter(place.parts)
    except Cancelled:
        return None


async def test_number_password_code(tmp_path: Path) -> None:
    place = scene(tmp_path, lambda page: comes_in(page, place.clock))
    add_account(place.parts.door)
    assert await entered(place) == StaffPerson(NUMBER, StaffRole.ENGINEER)
    called = [page.called for page in place.who.shown]
    assert called[:3] == [
        "maintenance_login",
        "keyboard-password",
        "maintenance_login-code",
    ]
    assert place.journal.kinds() == []


async def test_a_wrong_code_is_told_without_saying_which_and_then_waits(
    tmp_path: Path,
) -> None:
    codes: Iterator[Answer] = iter([TextTyped("000000")])

    def stranger(page: Page) -> Answer | None:
        match page:
            case DoorPage(step=DoorStep.CODE):
                return next(codes)
            case DoorShutPage():
                return Tap.CANCEL
        return comes_in(page, place.clock)

    place = scene(tmp_path, stranger)
    add_account(place.parts.door)
    assert await entered(place) is None
    numbers = place.who.saw(DoorPage)
    assert [page.wrong for page in numbers] == [False, False, True]  # type: ignore[attr-defined]
    assert place.who.shown[-1] == DoorShutPage(DoorShut.WAIT, 2)
    assert place.journal.events == [("maintenance.refused", {"who": NUMBER})]


async def test_a_number_that_nobody_has_is_not_written_down(tmp_path: Path) -> None:
    def stranger(page: Page) -> Answer | None:
        match page:
            case DoorPage(step=DoorStep.NUMBER):
                return Tap.CANCEL if page.wrong else TextTyped("246802")
        return comes_in(page, place.clock)

    place = scene(tmp_path, stranger)
    add_account(place.parts.door)
    assert await entered(place) is None
    assert place.journal.events == [("maintenance.refused", {})]
    assert "246802" not in repr(place.parts.store.all("SELECT * FROM staff_try"))


async def test_the_locked_page_shows_the_time_and_whether_it_is_believed(
    tmp_path: Path,
) -> None:
    place = scene(tmp_path, lambda page: Tap.CANCEL)
    add_account(place.parts.door)
    place.clock.certainty = Certainty.UNSURE
    assert await entered(place) is None
    page = place.who.shown[0]
    assert isinstance(page, DoorPage)
    assert (page.now, page.sure) == (NOW, False)


async def test_a_code_by_telephone_is_an_event_of_its_own(tmp_path: Path) -> None:
    def caller(page: Page) -> Answer | None:
        match page:
            case DoorPage(step=DoorStep.CODE):
                return Tap.HELP
            case DoorPage(step=DoorStep.PHONE):
                return TextTyped(read_out(page.challenge))
        return comes_in(page, place.clock)

    place = scene(tmp_path, caller)
    add_account(place.parts.door)
    assert await entered(place) is not None
    doors = [p for p in place.who.shown if isinstance(p, DoorPage)]
    page = next(p for p in doors if p.challenge)
    told: dict[str, object] = {"who": NUMBER, "challenge": page.challenge}
    assert place.journal.events == [("maintenance.break_glass", told)]


async def test_who_never_met_the_center_is_told_so(tmp_path: Path) -> None:
    asked: Iterator[Answer] = iter([Tap.HELP, Tap.BACK])

    def caller(page: Page) -> Answer | None:
        match page:
            case DoorPage(step=DoorStep.CODE):
                return next(asked)
            case DoorShutPage():
                return Tap.BACK
            case DoorPage(step=DoorStep.NUMBER) if place.who.saw(DoorShutPage):
                return Tap.CANCEL
        return comes_in(page, place.clock)

    place = scene(tmp_path, caller)
    object.__setattr__(
        place.parts, "door", door_of(place.parts.store, place.clock, met=False)
    )
    add_account(place.parts.door)
    assert await entered(place) is None
    assert place.who.saw(DoorShutPage) == [DoorShutPage(DoorShut.NO_CENTER)]


async def test_without_an_account_nobody_is_asked_for_anything(tmp_path: Path) -> None:
    place = scene(tmp_path, lambda page: Tap.CANCEL)
    assert await entered(place) is None
    assert place.who.shown == [DoorShutPage(DoorShut.NOBODY)]


async def test_no_secret_reaches_the_journal_or_the_store(tmp_path: Path) -> None:
    place = scene(tmp_path, lambda page: comes_in(page, place.clock))
    add_account(place.parts.door)
    await entered(place)
    files = b"".join(path.read_bytes() for path in tmp_path.glob("kiosk.sqlite*"))
    assert PASSWORD.encode() not in files
    assert b"12345678901234567890" not in files
    assert PASSWORD not in repr(place.who.shown) + repr(place.journal.events)
