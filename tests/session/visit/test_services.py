"""Each service of a person's own rights, from the menu to the paper and back."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from kiosk.domain.faults import Fault
from kiosk.domain.own_records import MedicalAccount
from kiosk.domain.region.region_rules import RightsRules
from kiosk.session.benefits.pages import BenefitPage
from kiosk.session.contributions.pages import (
    ContributionsPage,
    ContributionYearsPage,
    RightsStatementPage,
)
from kiosk.session.medical.pages import MedicalAccountPage, VisitPage, VisitsPage
from kiosk.session.pages.everywhere import BusyPage, CenterAwayPage, PrivacyPage
from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.session.pages.record import RecordPage
from kiosk.session.pension.pages import PensionAccountPage, StatementPage
from kiosk.session.person.pages import ParticipationPage, PersonPage
from kiosk.session.registration.flow import REGISTER
from kiosk.session.registration.mine import REGISTRATIONS
from kiosk.session.visit.menus import CARD_SERVICES, MENUS, MOST
from kiosk.session.visit.pages import HomePage, MenuPage
from kiosk.session.visit.services import SERVICES
from kiosk.sync.wire.own_records_wire import MedicalAnswer
from tests.domain import answers
from tests.every import every
from tests.session.hall import NOW, Scene, scene
from tests.session.readers import Reader, read

NOT_OWN = ("medical", "injury", "maternity", "register", "registrations")
OWN = [name for name in SERVICES if name not in (*CARD_SERVICES, *NOT_OWN)]
"""The services that only show; of the five insurances two stand for all. A hospital's
are tried at every step by `tests/session/registration/`."""


def at(place: Scene, site: str) -> Scene:
    """Return the scene on a machine of another place."""
    config = place.parts.config
    machine = msgspec.structs.replace(config.machine, site=site)
    changed = msgspec.structs.replace(config, machine=machine)
    place.parts = replace(place.parts, config=changed)
    return place


def ruled(place: Scene, rights: RightsRules) -> Scene:
    """Return the scene in a region with other rules."""
    region = msgspec.structs.replace(place.parts.region, rights=rights)
    place.parts = replace(place.parts, region=region)
    return place


@pytest.mark.parametrize(
    ("service", "pages"),
    [
        ("pension", {ContributionsPage, ContributionYearsPage}),
        ("rights_statement", {RightsStatementPage}),
        ("statements", {PensionAccountPage, StatementPage}),
        ("medical_account", {MedicalAccountPage}),
        ("visits", {VisitsPage, VisitPage}),
        ("benefit_pension", {BenefitPage}),
        ("person", {PersonPage}),
        ("participation", {ParticipationPage}),
    ],
)
async def test_a_service_is_read_and_printed(
    tmp_path: Path, service: str, pages: set[type[Page]]
) -> None:
    place = scene(tmp_path, Reader(service))
    if service == "statements":
        place.center.whose = "wang-xiulan"
    kinds = await read(place)
    shown = [page for page in place.who.shown if isinstance(page, RecordPage)]
    assert {type(page) for page in shown} == pages
    assert {page.receipt for page in shown} <= {r.kind for r in place.printer.receipts}
    assert any(kind.startswith("query.") for kind in kinds)
    assert kinds[-1] == "visit.end"


async def test_every_service_stands_in_a_menu_of_each_site() -> None:
    for site, menus in every(MENUS.items()):
        found = {name for names in menus.values() for name in names}
        elsewhere = set() if site == "hospital" else {REGISTER, REGISTRATIONS}
        assert set(SERVICES) - elsewhere <= found
        assert found <= {*SERVICES, *menus}
        assert all(len(names) <= MOST for names in menus.values())


async def test_a_menu_of_its_own_goes_back_to_the_home_page(tmp_path: Path) -> None:
    place = scene(tmp_path, Reader("contributions", printing=False))
    await read(place)
    names = [page.name for page in place.who.shown if not isinstance(page, BusyPage)]
    assert names == [
        *("pin", "home", "menu", "rights_statement", "menu", "home", "take_card")
    ]
    menu = place.who.saw(MenuPage)[0]
    assert isinstance(menu, MenuPage)
    assert menu.services == tuple(MENUS["hall"]["contributions"])


async def test_a_hospital_shows_treatments_first_and_warns(tmp_path: Path) -> None:
    place = at(scene(tmp_path, Reader("visits")), "hospital")
    await read(place)
    home = place.who.saw(HomePage)[0]
    assert isinstance(home, HomePage)
    assert home.services[0] == "health"
    names = [page.name for page in place.who.shown if page.name != "busy"]
    assert names[2:6] == ["privacy", "visits", "privacy", "preview"]
    asked = [p.printing for p in place.who.shown if isinstance(p, PrivacyPage)]
    assert asked == [False, True, True]


async def test_who_is_watched_turns_back_and_nothing_is_asked(tmp_path: Path) -> None:
    place = at(scene(tmp_path, lambda _: None), "hospital")
    reader = Reader("medical_account")

    def watched(page: Page) -> Answer | None:
        return Tap.BACK if isinstance(page, PrivacyPage) else reader(page)

    place.who.mind = watched
    kinds = await read(place)
    assert not place.who.saw(MedicalAccountPage)
    assert "query.medical" not in kinds


async def test_a_hall_asks_nobody_to_look_around(tmp_path: Path) -> None:
    place = scene(tmp_path, Reader("visits", "medical_account"))
    await read(place)
    assert not place.who.saw(PrivacyPage)


async def test_prior_years_are_the_region_s_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = MedicalAccount(current_year=Decimal("12.00"))
    told = MedicalAnswer(NOW, "王秀兰", account, ())
    monkeypatch.setattr(answers, "medical", lambda _: told)
    for prior in (False, True):
        folder = tmp_path / str(prior)
        folder.mkdir()
        rules = RightsRules(prior_years_account=prior)
        place = ruled(scene(folder, Reader("medical_account", printing=False)), rules)
        await read(place)
        page = place.who.saw(MedicalAccountPage)[0]
        assert isinstance(page, MedicalAccountPage)
        assert ("prior_years" in {fact.name for fact in page.lead}) is prior


async def test_a_card_nobody_could_ask_for_shows_no_rights_where_it_must_be_enabled(
    tmp_path: Path,
) -> None:
    for needed in (False, True):
        folder = tmp_path / str(needed)
        folder.mkdir()
        rules = RightsRules(enabled_card_needed=needed)
        place = ruled(scene(folder, Reader("pension")), rules)
        place.center.fault = Fault.CENTER_UNREACHABLE
        await read(place)
        away = place.who.saw(CenterAwayPage)[0]
        assert isinstance(away, CenterAwayPage)
        assert away.card_facts is not needed
