"""Reading files that are not as they should be: refused, damaged, local, missing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.card.holder.access import FREE
from kiosk.devices.card.holder.chip_readings import read_facts
from kiosk.devices.card.holder.contents import FileContent, decode_file
from kiosk.devices.card.holder.filesystem import CardFiles
from kiosk.devices.card.holder.item_values import Unreadable, UnreadableReason
from kiosk.devices.card.holder.items import standard
from kiosk.devices.card.holder.region_items import item_table
from kiosk.devices.card.protocol.apdu import StatusWord
from kiosk.devices.card.protocol.transport import CardGone
from kiosk.devices.virtual.card.chip import VirtualCard
from kiosk.devices.virtual.card.file_tree import ElementaryFile
from kiosk.domain.records import Insurance
from kiosk.domain.region.places import RegionName
from kiosk.domain.region.region import Region
from kiosk.domain.region.region_rules import CardRules
from kiosk.settings.toml_file import SettingsMistake
from tests.devices.card.contents import filled_with, image, unlocked, variety
from tests.devices.card.samples import Direct

WRITER = variety(2, rewritten=False, unemployed_in="DF02.EF06")


def card(folder: Path, **files: tuple[bytes, ...] | bytes) -> VirtualCard:
    """Return a full card with some files' bytes replaced (`DF03_EF07=...`)."""
    contents = {f: filled_with(WRITER, 2, f) for f in standard().files}
    whole = image(contents, 2, WRITER)
    own = {name.replace("_", "."): held for name, held in files.items()}
    return type(whole)(whole.card_id, 2, whole.pin, 6, {**whole.files, **own}).card(
        folder
    )


def read(chip: VirtualCard, file: str) -> FileContent:
    transport = Direct(chip)
    unlocked(transport, 2)
    return CardFiles(transport, 2).read(file)


def reasons(content: FileContent) -> dict[str, UnreadableReason]:
    return {
        entry.key: entry.value.reason
        for entry in content.values()
        if isinstance(entry.value, Unreadable)
    }


def test_access_refused_is_said_of_the_file(tmp_path: Path) -> None:
    transport = Direct(card(tmp_path))
    files = CardFiles(transport)
    for file in ("DF03.EF07", "DF04.EF08", "DF07.EF05", "SSSE.EF08"):
        assert files.read(file).fault == Unreadable(UnreadableReason.ACCESS), file
    assert files.read("SSSE.EF05").value("card_class") == "7"


def test_damaged_records_stand_beside_the_readable_ones(tmp_path: Path) -> None:
    chip = card(
        tmp_path,
        DF03_EF07=(
            b"\x70\x03110",
            b"\x71\x05\x33\x02\x00",  # says more than there is
            b"\x6e\x04\x20\x24\x02\x30",  # the 30th of February
            b"\x6c\x04\x2a\x24\x02\x03",  # no digits
            b"\x99\x01\x31",  # a tag from elsewhere
            b"\x6f",  # only a tag
        ),
    )
    content = read(chip, "DF03.EF07")
    assert content.value("pension_kind") == "110"
    assert reasons(content) == {
        "pension_account_opened": UnreadableReason.NOT_A_DATE,
        "retired": UnreadableReason.NOT_DIGITS,
        "pension_region": UnreadableReason.TRUNCATED,
        "pension_began": UnreadableReason.TRUNCATED,
        "pension_updated": UnreadableReason.MISSING,
        "tag_99": UnreadableReason.TAG,
    }


def test_a_cut_element_leaves_those_before_it(tmp_path: Path) -> None:
    inner = b"\x57\x03401\x58\x03\x08\x09"
    records = (b"\x2a\x01\x21", bytes((0x40, len(inner))) + inner)
    content = read(card(tmp_path, DF01_EF15=records), "DF01.EF15")
    assert content.value("education") == "21"
    assert content.value("degree_code") == "401"
    found = reasons(content)
    assert found["degree_major"] is UnreadableReason.TRUNCATED
    assert found["degree_school"] is UnreadableReason.TRUNCATED
    assert found["degree_3"] is UnreadableReason.MISSING


def test_a_name_that_is_not_gbk(tmp_path: Path) -> None:
    rows = {row.key: row for row in standard().file("SSSE.EF06")}
    records = (
        b"\x08\x12" + b"99010119900307001X",
        b"\x09\x1e" + b"\x80\x80" + bytes(28),
        b"\x0a\x01" + b"1",
    )
    content = read(card(tmp_path, SSSE_EF06=records), "SSSE.EF06")
    assert content.value("number") == "99010119900307001X"
    assert content.value("name") == Unreadable(UnreadableReason.NOT_TEXT)
    assert content.value("name_rest") == Unreadable(UnreadableReason.MISSING)
    assert content.value("sex") == "1"
    assert rows["name"].length == 0x1E


def test_a_character_across_both_name_records(tmp_path: Path) -> None:
    name = "A" + "测" * 20
    contents = {"SSSE.EF06": {"name": name}}
    chip = image(contents, 2, WRITER).card(tmp_path)
    content = read(chip, "SSSE.EF06")
    assert content.value("name") == name
    assert content.value("name_rest") == "测" * 6


class Answers:
    """A transport whose card answers some commands otherwise."""

    def __init__(
        self, chip: VirtualCard, change: Callable[[bytes, bytes], bytes]
    ) -> None:
        self._chip, self._change = chip, change

    def transmit(self, command: bytes) -> bytes:
        return self._change(command, self._chip.answer(command))


@pytest.mark.parametrize(
    ("sw", "reason"),
    [
        (0x1234, UnreadableReason.REFUSED),
        (StatusWord.MEMORY_FAILURE, UnreadableReason.REFUSED),
        (StatusWord.APPLICATION_BLOCKED, UnreadableReason.REFUSED),
        (StatusWord.FILE_NOT_FOUND, UnreadableReason.MISSING),
    ],
)
def test_any_status_word_of_select_and_read(
    sw: int, reason: UnreadableReason, tmp_path: Path
) -> None:
    chip = card(tmp_path)
    unlocked(Direct(chip), 2)
    for ins in (0xA4, 0xB2, 0xB0):

        def change(command: bytes, answer: bytes, ins: int = ins) -> bytes:
            return sw.to_bytes(2, "big") if command[1] == ins else answer

        files = CardFiles(Answers(chip, change))
        wrong = {f: files.read(f).fault for f in ("DF03.EF07", "DF04.EF08")}
        wanted = None if ins == 0xB0 else Unreadable(reason)
        assert set(wrong.values()) == {wanted}
        if ins == 0xB0:
            assert files.read("DF01.EF16").fault == Unreadable(reason)


def test_one_refused_record_costs_one_value(tmp_path: Path) -> None:
    chip = card(tmp_path)
    unlocked(Direct(chip), 2)

    def change(command: bytes, answer: bytes) -> bytes:
        return b"\x65\x81" if command[1:3] == b"\xb2\x03" else answer

    content = CardFiles(Answers(chip, change)).read("DF03.EF07")
    assert reasons(content) == {"pension_account_opened": UnreadableReason.REFUSED}
    cyclic = CardFiles(Answers(chip, change)).read("DF04.EF08")
    assert [e.number for e in cyclic.entries if e.number == 3]
    assert cyclic.records()[0]["settlement_sequence"] == 12


def test_a_pulled_card_is_no_value(tmp_path: Path) -> None:
    chip = card(tmp_path)
    unlocked(Direct(chip), 2)

    def change(command: bytes, answer: bytes) -> bytes:
        if command[1] == 0xB2:
            raise CardGone("pulled")
        return answer

    with pytest.raises(CardGone):
        CardFiles(Answers(chip, change)).read("DF03.EF07")


@given(st.data())
def test_no_bytes_in_a_file_raise(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(standard().files))
    generation = data.draw(st.sampled_from([1, 2, 3]))
    rows = standard().file(file, generation)
    held: list[bytes] | bytes = data.draw(st.lists(st.binary(max_size=40), max_size=9))
    if rows and rows[0].tag is None and not rows[0].cyclic:
        held = data.draw(st.binary(max_size=400))
    content = decode_file(standard(), file, generation, held)
    assert bool(content.fault) == (not rows)
    tags = st.sampled_from([row.tag or 0 for row in standard().rows])
    records = [
        bytes((data.draw(tags), len(raw))) + raw
        for raw in data.draw(st.lists(st.binary(max_size=60), max_size=9))
    ]
    if not isinstance(held, bytes):
        decode_file(standard(), file, generation, records)


def test_selecting_by_id_where_no_name_is_taken(tmp_path: Path) -> None:
    chip = card(tmp_path)
    unlocked(Direct(chip), 2)

    def change(command: bytes, answer: bytes) -> bytes:
        by_name = command[1:3] == b"\xa4\x04"
        return b"\x6a\x82" if by_name else answer

    files = CardFiles(Answers(chip, change))
    assert files.read("DF03.EF07").value("pension_kind") == "777"
    assert files.read("SSSE.EF05").value("card_class") == "7"


def test_the_environment_is_current_again_after_the_facts(tmp_path: Path) -> None:
    chip = card(tmp_path)
    transport = Direct(chip)
    unlocked(transport, 2)
    facts = read_facts(transport, Insurance.MEDICAL, 2)
    assert len(facts.settlements) == 1
    assert facts.facts[0].value == "77777777"
    assert chip.answer(bytes.fromhex("00B2012C12"))[-2:] == b"\x90\x00"


def region(items: str) -> Region:
    name = RegionName("testland", "测试市", "测试省")
    return Region(region=name, card=CardRules(items=items))


def test_a_region_s_own_file_by_configuration_only(tmp_path: Path) -> None:
    chip = card(tmp_path)
    local = ElementaryFile(
        0xEF0D,
        FREE,
        [
            b"\xea\x0cCITY-0042\x00\x00\x00",
            b"\xeb\x03\x99\x01\x01",
            b"\xec\x011",
            b"\xed\x010",
        ],
    )
    chip._root.files[local.fid] = local
    table = item_table(tmp_path / "kiosk.toml", region("jiangsu"))
    content = CardFiles(Direct(chip), table=table).read("SSSE.EF0D")
    assert [entry.value for entry in content.entries] == [
        "CITY-0042",
        "990101",
        "1",
        "0",
    ]
    assert item_table(tmp_path, region("")) is standard()


def test_a_region_s_own_folder_by_id(tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    own = tmp_path / "cards" / "own.tsv"
    own.write_text(
        "file\trecord\ttag\tkind\tlength\tunit\tkey\tname\tfirst\n"
        "DF0A.EF0C\t-\tcyc\tb\t04\tfen\tamount\t金额\t\n",
        "utf-8",
    )
    chip = card(tmp_path)
    chip._root.folders[0xDF0A] = type(chip._root)(
        0xDF0A, b"", files={0xEF0C: ElementaryFile(0xEF0C, FREE, [b"\0\0\x30\x39"])}
    )
    table = item_table(tmp_path / "kiosk.toml", region("own"))
    content = CardFiles(Direct(chip), table=table).read("DF0A.EF0C")
    assert [str(r["amount"]) for r in content.records()] == ["123.45"]


def test_a_missing_table_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsMistake, match=r"card\.items"):
        item_table(tmp_path / "kiosk.toml", region("no-such-table"))
