"""The manuals show every page, and are as the words and samples say."""

import struct

import pytest

from tests.screens.manual import FOLDER, READERS, entries, markdown, parts
from tests.screens.samples import SAMPLES
from tests.screens.vocabulary import all_pages

MOST_BYTES = 3_600_000


def test_every_page_is_explained() -> None:
    all_parts = [part for reader in READERS for part in parts(reader)]
    told = {
        type(SAMPLES[entry.sample]) for part in all_parts for entry in entries(part)
    }
    assert [kind.name for kind in all_pages() if kind not in told] == []


@pytest.mark.parametrize("reader", READERS)
def test_a_manual_is_written_anew_when_its_words_change(reader: str) -> None:
    assert (FOLDER / f"{reader}.md").read_text("utf-8") == markdown(reader)


@pytest.mark.parametrize("reader", READERS)
def test_every_picture_is_there_and_none_too_many(reader: str) -> None:
    wanted = {entry.picture for part in parts(reader) for entry in entries(part)}
    found = {path.name for path in (FOLDER / reader).glob("*.png")}
    assert found == wanted
    for name in found:
        head = (FOLDER / reader / name).read_bytes()[16:24]
        assert struct.unpack(">II", head) == (378, 672), name


def test_the_manuals_are_small() -> None:
    sizes = [path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()]
    assert sum(sizes) < MOST_BYTES
