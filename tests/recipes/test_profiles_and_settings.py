"""The recipes of what a city brings by files, walked with their own tiny examples."""

from pathlib import Path
from typing import Annotated, Any

import msgspec
import pytest

from kiosk.devices.card.holder.access import FREE
from kiosk.devices.card.holder.filesystem import CardFiles
from kiosk.devices.card.holder.region_items import item_table
from kiosk.devices.card.readers import winscard
from kiosk.devices.card.readers.winscard import PcscError, PcscFault
from kiosk.devices.printer.printer_profile import load_printer_profile
from kiosk.devices.printer.typesetting.receipt_elements import Receipt, TextLine
from kiosk.devices.virtual.card.file_tree import ElementaryFile
from kiosk.domain.toml_table import TomlTable
from kiosk.session.guides.pages import ListPage, ReadPage
from kiosk.session.pages.page import Answer, ItemChosen, Page, Tap
from kiosk.settings.regions import load_region
from kiosk.settings.toml_file import SettingsMistake, decode_toml
from tests.devices.card.samples import Direct, issued
from tests.devices.printer.conftest import fast, rig_on
from tests.recipes.blocks import block, walked
from tests.session.errands import kiosk
from tests.session.hall import Mind


def written(path: Path, name: str) -> Path:
    """Write a worked example as a file; return the settings beside it."""
    path.parent.mkdir(parents=True)
    path.write_text(block(name), "utf-8")
    return path.parent.parent / "kiosk.toml"


def reads_of_a_loss() -> Mind:
    """Return somebody who looks up what to do about a lost card."""
    todo = ["loss"]

    def mind(page: Page) -> Answer | None:
        choosing = isinstance(page, ListPage) and todo
        return ItemChosen(todo.pop()) if choosing else Tap.BACK

    return mind


async def test_a_region_and_its_pages(tmp_path: Path) -> None:
    settings = written(tmp_path / "regions" / "yunchuan.toml", "region")
    region = load_region(settings, "yunchuan")
    assert region.loss.temporary_days == 7
    assert region.pin.length is None or region.pin.length == 6
    hall = kiosk(tmp_path, reads_of_a_loss(), region)
    await hall.errand("guides")
    pages = [page for page in hall.place.who.shown if isinstance(page, ReadPage)]
    assert pages
    assert {page.hotline for page in pages} == {"12333"}
    assert ("2026-01",) in {page.as_of for page in pages}


async def test_a_printer_prints_by_its_profile(tmp_path: Path) -> None:
    settings = written(tmp_path / "printers" / "narrow.toml", "printer")
    profile = load_printer_profile(settings, "narrow")
    async with rig_on(tmp_path, fast(profile)) as rig:
        long = "社会保障" * 10
        result = await rig.printer.print(Receipt("test", (TextLine(long),)))
        assert result.printed
        assert rig.virtual.wait_receipts(1, 10)
        (piece,) = rig.virtual.receipts
    lines = [line for line in piece.text.splitlines() if line.strip()]
    assert "".join(lines).count("社会保障") == 10
    assert max(map(len, lines)) == profile.columns // 2


def test_a_readers_quirk(monkeypatch: pytest.MonkeyPatch) -> None:
    table = dict(winscard.FAULTS)
    monkeypatch.setattr(winscard, "FAULTS", table)
    code = 0x8010006D
    assert PcscError("SCardTransmit", code).fault is PcscFault.OTHER
    walked("reader", FAULTS=table, PcscFault=PcscFault)
    assert PcscError("SCardTransmit", code).fault is PcscFault.REMOVED


def test_an_item_of_the_card(tmp_path: Path) -> None:
    settings = written(tmp_path / "cards" / "library.tsv", "item")
    (tmp_path / "regions").mkdir()
    region = block("region") + '\n[card]\nitems = "library"\n'
    (tmp_path / "regions" / "yunchuan.toml").write_text(region, "utf-8")
    chip = issued(tmp_path)
    chip._root.files[0xEF0D] = ElementaryFile(0xEF0D, FREE, [b"\xea\x0cBOOKS-000042"])
    table = item_table(settings, load_region(settings, "yunchuan"))
    content = CardFiles(Direct(chip), table=table).read("SSSE.EF0D")
    assert content.value("library_card") == "BOOKS-000042"


def test_a_setting_and_its_mistake(tmp_path: Path) -> None:
    made = walked("setting", TomlTable=TomlTable, Annotated=Annotated, msgspec=msgspec)
    lamp: Any = made["LampSettings"]
    path = tmp_path / "lamp.toml"
    path.write_text("", "utf-8")
    assert decode_toml(path, lamp).brightness == 60
    path.write_text("brightness = 101\n", "utf-8")
    with pytest.raises(SettingsMistake, match="brightness"):
        decode_toml(path, lamp)
