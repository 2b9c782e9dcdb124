"""Every file of the card: random values are written, read by commands, and equal."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kiosk.devices.card.card_port import SlotState
from kiosk.devices.card.holder.contents import FileContent
from kiosk.devices.card.holder.item_values import Unreadable
from kiosk.devices.card.holder.items import items, standard
from kiosk.devices.card.readers.pcsc import PcscSlot
from kiosk.devices.virtual.card.writing import Content
from kiosk.devices.virtual.reader.virtual_reader import VirtualReader
from tests.devices.card.contents import (
    content,
    filled_with,
    image,
    plain,
    read_whole,
    variety,
)
from tests.devices.card.samples import Direct, Listener

KINDS = {
    "first": (1, False, "DF02.EF06"),
    "first, rewritten": (1, True, "DF03.EF05"),
    "second": (2, False, "DF02.EF06"),
    "second, unemployed in insurance": (2, False, "DF03.EF05"),
    "third": (3, False, "DF02.EF06"),
}


def whole(kind: str) -> st.SearchStrategy[dict[str, Content]]:
    """Return random contents of all files that a kind of card has."""
    generation, rewritten, unemployed_in = KINDS[kind]
    writer = variety(generation, rewritten, unemployed_in)
    areas = ("SSSE", "DF01", "DF02", "DF03", "DF04") if generation == 1 else ("",)
    files = [f for f in standard().files if f.startswith(areas) and writer.rows(f)]
    return st.fixed_dictionaries(
        {file: content(writer, generation, rewritten, file) for file in files}
    )


def same(kind: str, wanted: dict[str, Content], folder: Path) -> set[tuple[str, str]]:
    """Write, read and compare; return file and key of every value that came back."""
    generation, rewritten, unemployed_in = KINDS[kind]
    writer = variety(generation, rewritten, unemployed_in)
    card = image(wanted, generation, writer).card(folder)
    found = read_whole(Direct(card), generation)
    for file, values in wanted.items():
        assert found[file].fault is None, file
        assert comparable(plain(found[file])) == comparable(values), file
    return decoded(found)


def comparable(values: Content) -> object:
    """Return contents without empty values and without empty cyclic records.

    What is empty has no meaning yet: on a card of the first generation it may be
    today's item or the old one.
    """
    records = values.get("records")
    if not isinstance(records, list):
        return {key: value for key, value in values.items() if value is not None}
    return [r for r in records if any(v not in (None, 0) for v in r.values())]


def decoded(found: dict[str, FileContent]) -> set[tuple[str, str]]:
    """Return the rows whose value was really there, under today's names."""
    return {
        (file, entry.row.key)
        for file, inside in found.items()
        for entry in inside.values()
        if entry.row is not None
        and not isinstance(entry.value, Unreadable)
        and (entry.value is not None or entry.members)
    }


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_is_read(
    kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("cards")

    @settings(
        max_examples=15,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    @given(whole(kind))
    def check(wanted: dict[str, Content]) -> None:
        same(kind, wanted, folder)

    check()


def filled(kind: str) -> dict[str, Content]:
    """Return contents in which every item has a value."""
    generation, _, _ = KINDS[kind]
    writer = variety(*KINDS[kind])
    return {
        f: filled_with(writer, generation, f)
        for f in standard().files
        if writer.rows(f)
    }


def wanted_rows(kind: str) -> set[tuple[str, str]]:
    """Return file and key of every row that a kind of card has."""
    writer = variety(*KINDS[kind])
    return {
        (row.file, row.key) for file in standard().files for row in writer.rows(file)
    }


def test_all_248_items_come_back(tmp_path: Path) -> None:
    came_back: set[tuple[str, str]] = set()
    for kind in ("second", "second, unemployed in insurance", "third"):
        (tmp_path / kind).mkdir()
        found = same(kind, filled(kind), tmp_path / kind)
        assert found == wanted_rows(kind)
        came_back |= found
    assert came_back == {(row.file, row.key) for row in items()}
    assert len(came_back) == 248


def test_a_first_generation_card_keeps_what_it_had(tmp_path: Path) -> None:
    found = same("first", filled("first"), tmp_path)
    areas = ("SSSE", "DF01", "DF02", "DF03", "DF04")
    wanted = {row for row in wanted_rows("first") if row[0].startswith(areas)}
    assert found == wanted
    assert ("SSSE.EF06", "name_rest") not in found
    assert sum(row.old is not None for row in items()) == 22


@pytest.mark.real
@pytest.mark.parametrize("kind", KINDS)
async def test_all_files_over_a_real_reader(
    kind: str,
    tmp_path: Path,
    reader: VirtualReader,
    slot: PcscSlot,
    listener: Listener,
) -> None:
    generation, rewritten, _ = KINDS[kind]
    writer = variety(*KINDS[kind])
    wanted = filled("second" if rewritten else kind)
    if rewritten:
        # What does not fit an old card's room: a long name, registrations of 5 digits.
        wanted["SSSE.EF06"] = filled("first")["SSSE.EF06"]
        wanted["DF02.EF06"] = filled("first")["DF02.EF06"]
        wanted["DF02.EF09"] = {}
    reader.insert(image(wanted, generation, writer).card(tmp_path))
    event = listener.until(SlotState.CARD)

    found = await slot.run(event.insertion, lambda t: read_whole(t, generation))

    compared = 0
    for file, inside in found.items():
        if inside.fault is None:
            compared += 1
            if not rewritten:
                assert comparable(plain(inside)) == comparable(wanted[file]), file
    assert compared == (31 if generation == 1 else len(standard().files))
    if rewritten:
        assert found["DF03.EF07"].value("pension_region") == "990101"
        assert found["DF04.EF05"].value("medical_kind") == "77777777"
