"""A long life a page at a time: all of it, once, in order, and quickly."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection, insert, text

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import transaction
from kiosk.center.records import own_records_answers as own
from kiosk.center.records import proofs
from kiosk.center.records import records_tables as tables
from kiosk.center.server.refusals import Refusal
from kiosk.domain.records import ChargeKind, Insurance, VisitKind
from kiosk.machine.demo.demo_center import DemoKeys
from kiosk.sync.wire.contract import MOST_RECORDS as MOST
from kiosk.sync.wire.own_records_wire import (
    ListRequest,
    MedicalAnswer,
    VisitsAnswer,
)
from kiosk.sync.wire.visit_wire import (
    CardItem,
    CardProof,
    Contributions,
    ContributionsRequest,
    PinKnown,
)
from tests.center.engines import engines
from tests.center.records.long_life import FIRST, YEARS, card_of, write_lives

A = TypeVar("A")
KIOSK, DEMO = "hall-1", DemoKeys()
VISITS = 1500


@pytest.fixture(scope="module")
def db(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """Give a connection to a center with a long life in it, and a short one."""
    folder = engines.give(tmp_path_factory.mktemp("center"))
    with closing(connect(folder)) as connection:
        write_lives(connection, 1, VISITS)
        write_lives(connection, 1, 3, first=1, years=1)
        yield connection
    engines.take_back(folder)


def token_of(db: Connection, number: int = 0) -> str:
    card = card_of(number)

    def proved(db: Connection, card: str, item: CardItem | None) -> PinKnown:
        return PinKnown.PROVED

    challenge = proofs.make_challenge(db, KIOSK, card, 0)
    answer = DEMO.answer(card, 2, challenge.factor, challenge.original)
    proof = CardProof(challenge.id, card, answer)
    return proofs.open_session(db, KIOSK, proof, 0, DEMO.answer, proved).token


def all_pages(ask: Callable[[str], A], more: Callable[[A], str]) -> list[A]:
    """Return every page; none works for long, whatever else the machine is doing."""
    pages: list[A] = []
    while not pages or more(pages[-1]):
        began = time.thread_time()
        pages.append(ask(more(pages[-1]) if pages else ""))
        assert time.thread_time() - began < 3.0
    return pages


def visits_of(db: Connection, token: str, limit: int) -> list[VisitsAnswer]:
    def ask(before: str) -> VisitsAnswer:
        return own.visits(db, KIOSK, ListRequest(token, limit, before), 1)

    return all_pages(ask, lambda page: page.more)


def movements_of(db: Connection, token: str) -> list[MedicalAnswer]:
    def ask(before: str) -> MedicalAnswer:
        return own.medical(db, KIOSK, ListRequest(token, MOST, before), 1)

    return all_pages(ask, lambda page: page.more)


def months_of(db: Connection, token: str, insurance: Insurance) -> list[Contributions]:
    def ask(before: str) -> Contributions:
        asked = ContributionsRequest(token, insurance, MOST, before)
        return proofs.contributions(db, KIOSK, asked, 1)

    return all_pages(ask, lambda page: page.more)


@pytest.mark.parametrize("limit", [7, MOST])
def test_treatments_come_whole_and_in_order(db: Connection, limit: int) -> None:
    token = token_of(db)
    whole = own.visits(db, KIOSK, ListRequest(token), 1)
    assert len(whole.visits) == VISITS
    assert (whole.more, whole.counts) == ("", None)
    pages = visits_of(db, token, limit)
    assert all(len(page.visits) <= limit for page in pages)
    assert tuple(v for page in pages for v in page.visits) == whole.visits
    counts = pages[0].counts
    assert counts is not None
    assert counts.all == VISITS == sum(number for _, number in counts.years)
    assert [year for year, _ in counts.years] == sorted(
        {v.settled.year for v in whole.visits if v.settled}, reverse=True
    )
    assert counts.kinds == ((VisitKind.OUTPATIENT, VISITS),)
    assert [page.counts for page in pages[1:]] == [None] * (len(pages) - 1)


def test_movements_come_whole_and_in_order(db: Connection) -> None:
    token = token_of(db)
    whole = own.medical(db, KIOSK, ListRequest(token), 1)
    pages = movements_of(db, token)
    assert tuple(m for page in pages for m in page.movements) == whole.movements
    assert len(pages) == -(-VISITS // MOST)
    years = {m.time.year for m in whole.movements if m.time}
    assert pages[0].years == tuple(sorted(years, reverse=True))


def test_statements_come_whole_and_in_order(db: Connection) -> None:
    token = token_of(db)
    whole = own.statements(db, KIOSK, ListRequest(token), 1)
    pages = all_pages(
        lambda before: own.statements(db, KIOSK, ListRequest(token, 15, before), 1),
        lambda page: page.more,
    )
    assert len(pages) == 3
    found = tuple(s for page in reversed(pages) for s in page.statements)
    assert found == whole.statements


@pytest.mark.parametrize("insurance", Insurance)
def test_months_come_whole_and_in_order(db: Connection, insurance: Insurance) -> None:
    token = token_of(db)
    asked = ContributionsRequest(token, insurance)
    whole = proofs.contributions(db, KIOSK, asked, 1).contributions
    pages = months_of(db, token, insurance)
    assert [c for page in reversed(pages) for c in page.contributions] == whole
    first = pages[0].whole
    assert first is not None
    assert (first.first, first.last) == (f"{FIRST}-01", "2024-12")
    assert first.months == YEARS * 12 == len(whole)


def test_a_short_life_is_one_page(db: Connection) -> None:
    token = token_of(db, 1)
    visits = own.visits(db, KIOSK, ListRequest(token, MOST), 1)
    assert (len(visits.visits), visits.more) == (3, "")
    asked = ContributionsRequest(token, Insurance.PENSION, 12)
    months = proofs.contributions(db, KIOSK, asked, 1)
    assert (len(months.contributions), months.more) == (12, "")


def test_what_comes_meanwhile_moves_nothing(db: Connection) -> None:
    token = token_of(db, 1)
    first = own.visits(db, KIOSK, ListRequest(token, 2), 1)
    late = {"id": "V9", "settled": "2025-01-01T08:00:00+08:00", "record": '{"id":"V9"}'}
    with transaction(db):
        holder = first_holder(db)
        db.execute(insert(tables.visit).values(holder=holder, **late))
    rest = own.visits(db, KIOSK, ListRequest(token, 2, first.more), 1)
    with transaction(db):
        db.execute(tables.visit.delete().where(tables.visit.c.id == "V9"))
    assert [v.id for v in (*first.visits, *rest.visits)] == [
        "V00002",
        "V00001",
        "V00000",
    ]


def first_holder(db: Connection) -> str:
    query = tables.card.select().where(tables.card.c.id == card_of(1))
    return str(db.execute(query).mappings().one()["holder"])


def test_what_has_no_day_is_on_the_first_page_only(db: Connection) -> None:
    token = token_of(db, 1)
    odd = {"id": "V-", "settled": "", "record": '{"id":"V-"}'}
    with transaction(db):
        db.execute(insert(tables.visit).values(holder=first_holder(db), **odd))
    pages = visits_of(db, token, 2)
    with transaction(db):
        db.execute(tables.visit.delete().where(tables.visit.c.id == "V-"))
    assert [[v.id for v in page.visits] for page in pages] == [
        ["V00002", "V00001", "V-"],
        ["V00000"],
    ]


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "{}",
        "[1]",
        '["a"]',
        '["a","b","c"]',
        "[]",
        '["\\u0000","x"]',
        '["\\ud800","x"]',
    ],
)
def test_a_cursor_is_a_claim(db: Connection, cursor: str) -> None:
    asked = ListRequest(token_of(db), MOST, cursor)
    with pytest.raises(Refusal) as caught:
        own.visits(db, KIOSK, asked, 1)
    assert (caught.value.status, caught.value.code) == (400, "bad_request")


@pytest.mark.parametrize("cursor", ['["x"]', '["99999999999999999999"]'])
def test_a_year_is_a_number(db: Connection, cursor: str) -> None:
    with pytest.raises(Refusal):
        own.statements(db, KIOSK, ListRequest(token_of(db), MOST, cursor), 1)


def test_kinds_of_charges_are_read(db: Connection) -> None:
    asked = ContributionsRequest(token_of(db), Insurance.PENSION, 1)
    (charge,) = proofs.contributions(db, KIOSK, asked, 1).contributions
    assert charge.kind is ChargeKind.NORMAL


@pytest.mark.long
def test_a_page_takes_no_longer_among_a_million_rows(center_folder: Path) -> None:
    with closing(connect(center_folder)) as db:
        write_lives(db, 1, VISITS)
        for first in range(1, 371, 10):
            write_lives(db, 10, 300, first=first)
        db.execute(text("ANALYZE"))
        token = token_of(db)
        for insurance in Insurance:
            assert len(months_of(db, token, insurance)) == 3
        assert len(visits_of(db, token, MOST)) == 8
        assert len(movements_of(db, token)) == 8
