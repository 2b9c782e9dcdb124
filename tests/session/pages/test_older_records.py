"""Records in pages read as if all had come at once: the same pages and papers."""

from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.records import Insurance
from kiosk.session.contributions.arrived import arrived_sums
from kiosk.session.medical.pages import VisitsPage
from kiosk.session.medical.treatments_build import counted, with_older_visits
from kiosk.session.pages.everywhere import CenterAwayPage
from kiosk.session.pages.page import Answer, Page, ServiceChosen, Tap
from kiosk.session.pages.record import RecordPage
from kiosk.session.pages.record_times import years_of
from kiosk.session.visit.pages import MenuPage
from kiosk.sync.wire.own_records_wire import MedicalAnswer, VisitsAnswer
from kiosk.sync.wire.visit_wire import Contributions, WholeCharged
from tests.domain import answers
from tests.session.hall import NOW, OneCenter, Scene, scene
from tests.session.readers import Reader, read

T = TypeVar("T", bound=Struct)


def over_years(records: tuple[T, ...], key: str, moment: str) -> tuple[T, ...]:
    """Return records again in each of some years before, newest first."""
    dated = [one for one in records if getattr(one, moment) is not None]
    again = [
        replace(
            one,
            **{
                key: f"{getattr(one, key)}-{ago}",
                moment: getattr(one, moment) - timedelta(days=366 * 2 * ago),
            },
        )
        for ago in range(5)
        for one in dated
    ]
    return tuple(sorted(again, key=lambda one: getattr(one, moment), reverse=True))


@dataclass
class PagingCenter(OneCenter):
    """A center that gives so many records at once."""

    most: int = 3
    asked: int = 0

    def _page(self, items: list[T], before: str) -> tuple[list[T], str]:
        """Return the newest of some records, newest first, and where the rest is."""
        self.asked += 1
        at = int(before or 0)
        end = at + self.most
        return items[at:end], str(end) if end < len(items) else ""

    async def contributions(
        self, token: str, insurance: Insurance, before: str = ""
    ) -> Contributions:
        await self._reached()
        told = answers.contributions("sun-xiaoming", insurance)
        months = sorted(told.contributions, key=lambda c: (c.month, c.employer))
        page, more = self._page(months[::-1], before)
        whole = None
        if months and not before:
            arrived = arrived_sums(months).months
            whole = WholeCharged(months[0].month, months[-1].month, arrived)
        return replace(told, contributions=page[::-1], more=more, whole=whole)

    async def medical(self, token: str, before: str = "") -> MedicalAnswer:
        told = await super().medical(token)
        told = replace(told, movements=over_years(told.movements, "serial", "time"))
        page, more = self._page(list(told.movements), before)
        years = years_of(one.time.date() for one in told.movements if one.time)
        return replace(
            told, movements=tuple(page), more=more, years=() if before else years
        )

    async def visits(self, token: str, before: str = "") -> VisitsAnswer:
        told = await super().visits(token)
        told = replace(told, visits=over_years(told.visits, "id", "settled"))
        page, more = self._page(list(told.visits), before)
        counts = None if before else counted(told, NOW.tzinfo)
        return replace(told, visits=tuple(page), more=more, counts=counts)


class WholeCenter(PagingCenter):
    """The same center, that gives everything at once."""

    def _page(self, items: list[T], before: str) -> tuple[list[T], str]:
        self.asked += 1
        return items, ""


class BreakingCenter(PagingCenter):
    """A center whose line breaks once something has been shown."""

    broken: bool = False

    async def visits(self, token: str, before: str = "") -> VisitsAnswer:
        if self.broken:
            raise KioskError("away", Fault.CENTER_UNREACHABLE)
        return await super().visits(token, before)


def place_of(folder: Path, kind: type[PagingCenter], reader: Reader) -> Scene:
    folder.mkdir()
    place = scene(folder, reader)
    center = kind(place.center.hall)
    place.center = center
    place.parts = changed(place.parts, center=center)
    return place


def pages_of(place: Scene) -> list[RecordPage]:
    return [page for page in place.who.shown if isinstance(page, RecordPage)]


@pytest.mark.parametrize(
    "service",
    ["pension", "unemployment", "rights_statement", "medical_account", "visits"],
)
async def test_the_same_is_read_and_printed(tmp_path: Path, service: str) -> None:
    paged = place_of(tmp_path / "a", PagingCenter, Reader(service))
    whole = place_of(tmp_path / "b", WholeCenter, Reader(service))
    await read(paged)
    await read(whole)
    assert pages_of(paged) == pages_of(whole)
    assert len(pages_of(whole)) > 1
    printed = [receipt.kind for receipt in whole.printer.receipts]
    assert printed
    assert [receipt.kind for receipt in paged.printer.receipts] == printed
    assert isinstance(paged.center, PagingCenter)
    assert isinstance(whole.center, WholeCenter)
    assert paged.center.asked > whole.center.asked


async def test_older_ones_are_fetched_only_when_their_year_is_looked_at(
    tmp_path: Path,
) -> None:
    class Glance(Reader):
        """Looks at the first page and goes."""

        def _read(self, page: RecordPage) -> Answer:
            return Tap.BACK

    place = place_of(tmp_path / "a", PagingCenter, Glance("medical_account"))
    await read(place)
    assert isinstance(place.center, PagingCenter)
    newest = pages_of(place)[0]
    told = answers.medical(place.center.whose)
    assert len(newest.years) > 4, "all years can be chosen"
    assert place.center.asked * place.center.most < 2 * len(told.movements)


async def test_who_gives_up_on_older_ones_stays_where_they_were(tmp_path: Path) -> None:
    class Breaks(Reader):
        """Lets the line break after the first list."""

        def __call__(self, page: Page) -> Answer | None:
            if isinstance(page, VisitsPage):
                center.broken = True
            if isinstance(page, MenuPage) and page.menu == "visit_filter":
                return ServiceChosen(f"year:{NOW.year - 6}")
            return super().__call__(page)

    place = place_of(tmp_path / "a", BreakingCenter, Breaks("visits", printing=False))
    assert isinstance(place.center, BreakingCenter)
    center = place.center
    await read(place)
    kinds = [type(page) for page in place.who.shown]
    assert CenterAwayPage in kinds
    lists = [page for page in place.who.shown if isinstance(page, VisitsPage)]
    assert len(lists) > 2
    assert all(page == lists[0] for page in lists)


def test_a_record_without_a_day_is_in_every_year_and_stays_the_last() -> None:
    told = answers.visits("zhou-yuzhen")
    undated = replace(told.visits[0], id="none", settled=None)
    first = replace(told, visits=(*told.visits[:2], undated), more="2")
    rest = replace(told, visits=told.visits[2:])
    both = with_older_visits(first, rest)
    assert [one.id for one in both.visits] == [*(v.id for v in told.visits), "none"]
    assert both.more == ""
