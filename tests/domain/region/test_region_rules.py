"""Every rule of every shipped region is what its document says, and nothing more."""

import importlib
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.domain.region.region import Region
from kiosk.domain.region.region_rules import Rules
from kiosk.settings.regions import INVENTED, load_region
from tests.documents.region_tables import choices
from tests.domain.region.expected import Expected, Says
from tests.domain.region.expected.ningbo import OFFICES

CONFIG = Path(__file__).resolve().parents[3] / "config"
WHOLE = tuple(
    sorted(p.stem for p in (CONFIG / "regions").glob("*.toml") if p.stem != "template")
)
"""Every shipped region; each must have a file in `expected/`."""
NAMES = tuple(name for name in WHOLE if name not in INVENTED)
"""The regions that there are."""


def facts(name: str) -> Any:
    """Return what the documents of a region say, typed a second time."""
    return importlib.import_module(f"tests.domain.region.expected.{name}")


SWITCHES = (
    *("loss.kiosk", "loss.without_card", "loss.id_card", "loss.undo_minutes"),
    "certification.kiosk",
)


def region(name: str) -> Region:
    return load_region(CONFIG / "kiosk.toml", name)


def text(name: str) -> str:
    return (CONFIG / "regions" / f"{name}.toml").read_text("utf-8")


def tables(of: Region) -> dict[str, Rules]:
    """Return every table of rules by its place."""
    fields = (field.encode_name for field in msgspec.structs.fields(Region))
    values = {name: getattr(of, name) for name in fields}
    named = {k: v for k, v in values.items() if isinstance(v, Rules)}
    return named | {f"procedures.{k}": v for k, v in of.procedures.items()}


def rules_set(table: Rules) -> dict[str, Any]:
    """Return what a table says beyond its defaults."""
    return {
        field.encode_name: getattr(table, field.encode_name)
        for field in msgspec.structs.fields(table)
        if field.encode_name not in ("source", "as_of")
        and getattr(table, field.encode_name) != field.default
    }


def same(expected: object, value: object) -> bool:
    if isinstance(expected, Says):
        return expected.found_in(value)
    if isinstance(value, tuple) and value and isinstance(value[0], msgspec.Struct):
        value = tuple(msgspec.structs.astuple(item) for item in value)
    return expected == value and type(expected) is type(value)


ALL = [(name, place) for name in WHOLE for place in tables(region(name))]


@pytest.mark.parametrize(("name", "place"), ALL)
def test_a_table_says_what_its_document_says(name: str, place: str) -> None:
    table = tables(region(name))[place]
    rows = {row.place: row for row in facts(name).TABLES}
    row = rows.get(place, Expected(name, place, "", ()))
    found = rules_set(table)
    wanted = dict(row.rules)
    # The national line is the default: a region that prints it says nothing new.
    assert found.keys() == wanted.keys()
    for rule, value in wanted.items():
        assert same(value, found[rule]), (rule, found[rule])
    assert (table.source, table.as_of) == (row.source, row.as_of)


@pytest.mark.parametrize("name", WHOLE)
def test_no_expected_table_is_missing(name: str) -> None:
    rows = [(row.region, row.place) for row in facts(name).TABLES]
    assert len(rows) == len(set(rows))
    assert set(rows) <= set(ALL)


@pytest.mark.parametrize("name", WHOLE)
def test_a_region_is_named_and_dated(name: str) -> None:
    code, dates = facts(name).CODE, facts(name).DATES
    head = region(name).region
    assert (head.id, head.code, head.as_of) == (name, code, dates)
    used = {date for table in tables(region(name)).values() for date in table.as_of}
    assert used == set(dates)


@pytest.mark.parametrize("name", NAMES)
def test_banks_are_the_printed_ones_without_a_line(name: str) -> None:
    banks = region(name).banks
    assert tuple(bank.name for bank in banks) == facts(name).BANKS
    assert not any(bank.loss_phone for bank in banks)


def test_offices_are_the_printed_ones() -> None:
    rows = [line.split(" ") for line in OFFICES.strip().splitlines()]
    assert [
        (office.district, office.addresses, office.phones)
        for office in region("ningbo").offices
    ] == [
        (
            district,
            tuple(streets.replace("_", " ").split("|")),
            tuple(phones.split("|")),
        )
        for district, streets, phones in rows
    ]
    assert len(region("ningbo").districts()) == 16
    assert not any(region(name).offices for name in NAMES if name != "ningbo")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_switched_on_without_a_source_is_called_a_choice(name: str) -> None:
    """No source has a loss reported at a kiosk, or any other errand done there."""
    of = region(name)
    on = {
        place
        for place in SWITCHES
        if rules_set(of.loss).get(place.removeprefix("loss."))
    }
    assert on | {"pin.change_on_kiosk"} <= choices(text(name))
    assert not of.contact.kiosk
    assert not of.pin.unlock_on_kiosk
    assert not any(procedure.kiosk for procedure in of.procedures.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_choice_gives_its_reason(name: str) -> None:
    marked = re.findall(r"# choice(.*)", text(name))
    assert marked
    assert all(re.match(r": \w{1,}\W.{10}", reason) for reason in marked)
