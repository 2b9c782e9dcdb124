"""The template shows every key there is, switched on, with a word about each."""

import re
from collections.abc import Iterator

import msgspec
import pytest

from kiosk.domain.region.certification_rules import CertificationCycle
from kiosk.domain.region.contradictions import contradictions
from kiosk.domain.region.places import Bank, Guide, Office
from kiosk.domain.region.region import Region
from kiosk.domain.region.region_rules import PROCEDURES, Channel, Procedure
from kiosk.settings.regions import INVENTED
from tests.documents.region_tables import DOCUMENT, TABLES, choices, procedures_table
from tests.documents.tables import with_tables
from tests.domain.region.test_region_rules import region, text
from tests.every import every


def tables() -> Iterator[type]:
    """Yield every kind of table that a profile may hold."""
    yield from (Region, Procedure, Bank, Office, Guide, Channel, CertificationCycle)
    for field in msgspec.structs.fields(Region):
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            yield field.type


@pytest.mark.parametrize("table", dict.fromkeys(tables()))
def test_every_key_is_shown(table: type) -> None:
    for field in every(msgspec.structs.fields(table)):
        name = field.encode_name
        shown = rf"^{name} = |\b{name} = |^\[+{name}[.\]]"
        assert re.search(shown, text("template"), re.MULTILINE), name


def test_every_key_has_a_word_where_it_first_stands() -> None:
    seen: set[str] = set()
    for line in text("template").splitlines():
        key = re.match(r"(\w+) = ", line)
        if key and key[1] not in seen:
            seen.add(key[1])
            assert "#" in line, line
    assert len(seen) > 50


@pytest.mark.parametrize("name", INVENTED)
def test_everything_is_allowed_and_nothing_contradicts(name: str) -> None:
    template = region(name)
    assert list(contradictions(template, name)) == []
    assert all(template.allows(name) for name in PROCEDURES)
    loss, pin = template.loss, template.pin
    assert loss.kiosk
    assert loss.without_card
    assert loss.id_card
    assert template.contact.kiosk
    assert pin.change_on_kiosk
    assert pin.unlock_on_kiosk


@pytest.mark.parametrize("name", INVENTED)
def test_the_invented_are_of_no_real_place(name: str) -> None:
    """The area code 0000 cannot be dialled; code 99 of GB/T 2260 is no province."""
    of = region(name)
    assert of.region.code.startswith("99")
    assert not choices(text(name))
    numbers = set(re.findall(r"\d{4}-\d{7}", text(name)))
    assert numbers
    assert {number[:8] for number in numbers} == {"0000-555"}


def test_the_example_uses_every_key_of_the_template() -> None:
    """A key that is new in the template is decided in the example too."""
    keys = {key for key in re.findall(r"^(\w+) = ", text("template"), re.MULTILINE)}
    used = set(re.findall(r"^(\w+) = ", text("example"), re.MULTILINE))
    assert keys - used <= {"possible"}  # what is not done anywhere is not switched on


def test_the_document_shows_the_profiles() -> None:
    shown = DOCUMENT.read_text("utf-8")
    assert shown == with_tables(shown, TABLES), "run: python -m tests.documents"
    assert all(f"| {name} |" in "\n".join(procedures_table()) for name in PROCEDURES)


def test_a_document_without_a_place_for_a_table_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for rules"):
        with_tables("# Regions\n", TABLES)
