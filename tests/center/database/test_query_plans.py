"""What a kiosk can ask for is found by an index: no route reads a whole large table.

Every statement that the routes run is written down while they run, and the engine is
asked how it would do it, with many rows in every table and its own statistics.
"""

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, Engine, Table, event, insert, text
from sqlalchemy.types import LargeBinary, Text

from kiosk.center.database.all_tables import ALL
from kiosk.center.database.connecting import connect
from kiosk.center.database.schema import Seconds
from kiosk.center.database.transactions import transaction
from kiosk.center.hospital.city.hospital_day import clinics_of_day
from kiosk.center.hospital.city.hospital_keeping import (
    forget_clinics,
    keep_clinics,
)
from kiosk.center.identity import registry
from kiosk.center.identity.authority import Authority
from kiosk.center.receipts import kept, verdicts
from kiosk.center.server.operations import allow_part, release_pin
from kiosk.center.services.eligibility_register import row_of
from kiosk.center.services.eligibility_tables import eligibility
from kiosk.domain.applications import ByIdCard, Contact, ContactProof, NewPin
from kiosk.domain.records import Insurance
from kiosk.domain.region.certification_rules import CertificationRules
from kiosk.domain.region.work_rules import UnemploymentRules, VacancyRules
from kiosk.domain.secret import Pin
from kiosk.domain.services.eligibility import CertifiedBenefit, HeldBenefit
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.events.receipt_events import ReceiptKept, ReceiptPrintedLater
from kiosk.sync.wire.kept_receipts import ReceiptRequest
from kiosk.sync.wire.keys_wire import ExternalKeyRequest, PinReloadRequest
from kiosk.sync.wire.receipt_codes import ReceiptCodes
from kiosk.sync.wire.services.eligibility_wire import FaceProof
from kiosk.sync.wire.services.hospital_wire import (
    ClinicsAnswer,
    ClinicsRequest,
    DepartmentsAnswer,
    DepartmentsRequest,
)
from kiosk.sync.wire.services.work_wire import VacanciesRequest
from tests.center.fixture import KIOSK, RunningCenter, enrolled
from tests.center.hospital import asking
from tests.center.hospital.invented_hospital import act as asking_act
from tests.center.hospital.invented_hospital import add_clinic, set_up
from tests.center.identity.test_registry import REQUEST
from tests.effort import IS_LONG
from tests.sync.applications.hall import (
    CAST,
    REGION,
    START,
    Hall,
    report,
    scene,
    token_of,
    who,
)

ROWS = 100_000 if IS_LONG else 1_200
BLOCK = 10_000
FAR = 4e9
"""Seconds since 1970 that are still to come: what is generated does not end."""
SMALL = {
    "vacancy_list",
    "meta",
    "secret",
    "receipt_key",
    "act_number",
    "authority",
    "hospital_setting",
}
"""A row for each day, or a few in all."""
ASKS = ("SELECT", "UPDATE", "DELETE", "INSERT")
Statement = tuple[str, Any]


def fill(db: Connection, names: Iterable[str]) -> None:
    """Put many rows into these tables, and let the engine count them."""
    for table in (ALL.tables[name] for name in sorted(names)):
        for first in range(0, ROWS, BLOCK):
            last = min(ROWS, first + BLOCK)
            with transaction(db):
                db.execute(insert(table), [row(table, n) for n in range(first, last)])
    db.execute(text("ANALYZE"))


def row(table: Table, number: int) -> dict[str, Any]:
    """Return a row that no other is like."""
    return {column.name: value(column.type, number) for column in table.columns}


def value(kind: Any, number: int) -> Any:
    if kind is Seconds:
        return FAR + number
    if isinstance(kind, LargeBinary):
        return number.to_bytes(16, "big")
    if isinstance(kind, Text) or hasattr(kind, "impl"):
        return f"{number:032X}"
    return number % 2 if str(kind) == "INTEGER" else number


@contextmanager
def written_down() -> Iterator[dict[str, Statement]]:
    """Give every statement that is run meanwhile, each once."""
    seen: dict[str, Statement] = {}

    def about_to(
        db: Any, cursor: Any, statement: str, values: Any, context: Any, many: bool
    ) -> None:
        one = values[0] if isinstance(values, list) else values
        seen.setdefault(statement, (statement, one))

    event.listen(Engine, "before_cursor_execute", about_to)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", about_to)


async def ask_everything(center: RunningCenter, one: Hall, folder: Path) -> None:
    """Go through the routes as kiosks do; a refusal has asked as well."""
    client, wang, li = one.line.client, CAST["wang-xiulan"], CAST["li-guoqiang"]
    token = await token_of(one, wang)
    for insurance in Insurance:
        await client.contributions(token, insurance)
    place = '["2001-01-01T00:00:00+08:00","x"]'
    await client.contributions(token, Insurance.PENSION, '["2001-01","x"]')
    for before in ("", place):
        await client.visits(token, before)
        await client.medical(token, before)
    await client.statements(token)
    await client.person(token)
    await client.benefits(token)
    await client.receipt_key()
    await client.kept_receipts(token)
    await refused(client.kept_receipt(ReceiptRequest(token, "K-2", "5F0A1C3E-103000")))
    await refused(client.challenge("F" * 32))
    await client.use_key(ExternalKeyRequest(token, "RKSSSE", bytes(8)))
    release_pin(center.folder, wang.card.id)
    await client.reload_pin(PinReloadRequest(token, bytes(8), bytes.fromhex("907163")))
    await acts(one)
    await certifying(center, one)
    await at_the_hospital(center, one)
    await of_work(one)
    while await one.uploader.step():
        pass
    await client.position()
    await report(one, li)
    async with enrolled(center, folder, "hall-7"):
        pass


async def certifying(center: RunningCenter, one: Hall) -> None:
    """Ask how benefits stand, for a look of a camera, and certify them."""
    wang = CAST["wang-xiulan"]
    pension = HeldBenefit(benefit=CertifiedBenefit.PENSION, granted=date(2020, 1, 1))
    with closing(connect(center.folder)) as db, transaction(db):
        db.execute(insert(eligibility).values(row_of(wang.number, pension)))
    token = await token_of(one, wang)
    assert (await one.line.client.eligibility(token)).benefits
    leave = await one.line.client.face_leave(token)
    assert leave.nonce is not None
    await one.acts.certify(token, FaceProof(leave.nonce, bytes(64)))
    assert (await one.acts.certify(token, None)).certified


async def of_work(one: Hall) -> None:
    client, token = one.line.client, await token_of(one, CAST["wang-xiulan"])
    await client.unemployment(token)
    await one.acts.sign_in(token)
    await client.vacancy_groups()
    for asked in (VacanciesRequest(district="x"), VacanciesRequest(kind="x")):
        await client.vacancies(asked, 0)
    await client.vacancies(VacanciesRequest(), 20)


async def at_the_hospital(center: RunningCenter, one: Hall) -> None:
    """Ask for everything of a hospital, with the card and with the ID card."""
    with closing(connect(center.folder)) as db:
        set_up(db)
        add_clinic(db, "c1")
    allow_part(center.folder, KIOSK, "id_card")
    wang = CAST["wang-xiulan"]
    client = one.line.client
    await client.post("/hospital/departments", DepartmentsRequest(), DepartmentsAnswer)
    await client.post("/hospital/clinics", ClinicsRequest("inner"), ClinicsAnswer)
    card = await asking.by_card(one, wang)
    shown = await asking.by_id_card(one, asking_act(1), wang.number, wang.name)
    await asking.hold(one, asking_act(1), shown)
    for what in ("release", "confirm", "sign-in", "cancel"):
        await asking.hold(one, asking_act(2), card)
        await asking.ask(one, what, asking_act(2), card)
    await asking.ask(one, "release", asking_act(3), card)
    await asking.hold(one, asking_act(4), card)
    await asking.ask(one, "confirm", asking_act(4), card)
    await asking.ask(one, "cancel", asking_act(4), card)
    await asking.status(one, asking_act(4))
    await asking.mine(one, asking_act(5), card)
    await client.due(card.token)
    with closing(connect(center.folder)) as db:
        keep_clinics(db, START.timestamp())
        forget_clinics(db, START.timestamp())
        clinics_of_day(db, START.timestamp())


async def acts(one: Hall) -> None:
    wang = CAST["wang-xiulan"]
    token = await token_of(one, wang)
    await one.acts.change_contact(token, Contact(postcode="315000"))
    await one.acts.change_pin(token, NewPin(Pin("864209"), Pin("000000")))
    await one.acts.progress(ByIdCard(wang.number, wang.name))
    await one.acts.progress(who(CAST["li-guoqiang"]))
    await one.acts.contact_code(token)
    mine = ContactProof(code="000000")
    await one.acts.change_contact(token, Contact(mobile="10099887766"), mine)
    await one.acts.enable(token)
    reported = await report(one, CAST["chen-jianhua"])
    await one.acts.replace_card(who(CAST["chen-jianhua"]))
    await one.acts.undo(reported.act, who(CAST["chen-jianhua"]))
    await report(one, CAST["he-mingyuan"])
    await one.acts.release(who(CAST["he-mingyuan"]))
    await report(one, CAST["he-mingyuan"], pin="111111")


def directly(db: Connection, folder: Path, client: CenterClient) -> None:
    """Do what comes by a journal, by telephone or from a phone."""
    authority, now = Authority.load_or_create(folder), time.time()
    registry.renew(db, authority, KIOSK, REQUEST, now)
    code = ReceiptCodes(KIOSK, client._keys.sign)("guide", "0190A2B3C4D5", None, [])
    verdicts.check(db, code, now)
    verdicts.check(db, code[:-2] + "AA", now)
    card, number = CAST["li-guoqiang"].card.id, "5F0A1C3E-103000"
    event = ReceiptKept(
        "0" * 32,
        number=number,
        receipt="guide",
        card=card,
        copies=0,
        key="k",
        sealed=b"x",
    )
    later = ReceiptPrintedLater("0" * 32, number=number, origin="K", copy=2)
    with transaction(db):
        kept.keep(db, "K", event, now)
        kept.printed(db, "K", later, now)


async def refused(work: Any) -> None:
    with pytest.raises(CenterError):
        await work


def whole_reads(db: Connection, statement: Statement) -> list[str]:
    """Return the large tables that a statement reads from one end to the other."""
    words, values = statement
    if db.dialect.name == "sqlite":
        rows = db.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values).all()
        found = [re.match(r"SCAN (\w+)", str(row[3])) for row in rows]
        return [each[1] for each in found if each and each[1] in LARGE]
    plan = db.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {words}", values).scalar_one()
    return [name for name in read_whole(plan[0]["Plan"]) if name in LARGE]


def read_whole(node: dict[str, Any]) -> Iterator[str]:
    """Yield what a plan of PostgreSQL reads without an index, or all of an index."""
    kind, name = node["Node Type"], node.get("Relation Name")
    if name is not None and kind != "ModifyTable" and "Index Cond" not in node:
        below = [each.get("Index Cond") for each in node.get("Plans", [])]
        if kind != "Bitmap Heap Scan" or not all(below):
            yield name
    for each in node.get("Plans", []):
        yield from read_whole(each)


WITH_ALL = replace(
    REGION,
    certification=CertificationRules(kiosk=True),
    unemployment=UnemploymentRules(source="x", kiosk=True, sign_in="monthly"),
    vacancies=VacancyRules(source="x", kiosk=True),
)
LARGE = {table.name for table in ALL.sorted_tables} - SMALL


async def test_no_route_reads_a_whole_large_table(tmp_path: Path) -> None:
    async with scene(tmp_path, WITH_ALL) as (center, one, _):
        with closing(connect(center.folder)) as db:
            with transaction(db):
                db.execute(text("DELETE FROM vacancy"))  # the demo's own
            fill(db, LARGE)
            with written_down() as seen:
                await ask_everything(center, one, tmp_path / "third")
                directly(db, center.folder, one.line.client)
            asked = [each for each in seen.values() if each[0].startswith(ASKS)]
            assert len(asked) > 60
            found = {words: whole_reads(db, (words, v)) for words, v in asked}
    assert {words: names for words, names in found.items() if names} == {}


def test_the_test_sees_what_has_no_index(db: Connection) -> None:
    fill(db, ["card"])
    words = "SELECT * FROM card WHERE holder_name = 'x'"
    assert whole_reads(db, (words, ())) == ["card"]
    assert whole_reads(db, ("SELECT * FROM card WHERE id = 'x'", ())) == []
