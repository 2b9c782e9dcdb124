"""An export at the center: every byte that was changed on the way is found."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import msgspec
import pytest

from kiosk.center.applications.application_keys import ActKeys, rotate
from kiosk.center.exports.export_lines import open_export_command
from kiosk.center.exports.opened_export import ExportBroken, open_export
from kiosk.settings.texts import load_texts
from kiosk.sync.journal.journal_export import export_blocks
from kiosk.sync.wire.chain import EventPlace
from kiosk.sync.wire.export_wire import (
    MANIFEST,
    ExportBlock,
    ExportFile,
    ExportManifest,
    block_name,
    seal_file,
)
from tests.sync.samples import CANARY, KIOSK, filled, journal_in, numbered

FIRST = block_name(1)


def written(folder: Path, keys: ActKeys, *blocks: ExportBlock, number: int = 3) -> Path:
    """Write an export as a kiosk does."""
    folder.mkdir()
    files = []
    for at, block in enumerate(blocks, 1):
        name = block_name(at)
        data = msgspec.json.encode(block)
        sealed = seal_file(keys.present, KIOSK, number, name, data)
        (folder / name).write_bytes(sealed)
        digest = hashlib.sha256(sealed).hexdigest()
        files.append(ExportFile(name, digest, len(sealed), len(block.events)))
    manifest = ExportManifest(KIOSK, number, keys.present.id, "", True, tuple(files))
    (folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))
    return folder


@pytest.fixture
def keys(tmp_path: Path) -> ActKeys:
    (tmp_path / "center").mkdir()
    return ActKeys(tmp_path / "center")


@pytest.fixture
def export(tmp_path: Path, keys: ActKeys) -> Path:
    journal = journal_in(tmp_path / "kiosk")
    filled(journal, 5)
    journal.append(numbered(5, CANARY))
    blocks = [*export_blocks(journal)]
    journal.store.close()
    return written(tmp_path / "export", keys, *blocks)


def test_it_opens_also_after_the_key_was_changed(
    tmp_path: Path, keys: ActKeys, export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rotate(tmp_path / "center")
    opened = open_export(export, keys)
    assert (len(opened.events), opened.first_break) == (6, None)
    assert open_export_command(tmp_path / "center", export, load_texts("en")) == 0
    said = capsys.readouterr().out
    assert "1:6" in said
    assert "Every sum, seal and link is whole." in said
    assert CANARY not in said


def test_another_center_opens_nothing(tmp_path: Path, export: Path) -> None:
    (tmp_path / "other").mkdir()
    with pytest.raises(ExportBroken, match=FIRST):
        open_export(export, ActKeys(tmp_path / "other"))


def change(export: Path, how: str) -> None:
    manifest = json.loads((export / MANIFEST).read_bytes())
    path = export / FIRST
    match how:
        case "byte":
            data = bytearray(path.read_bytes())
            data[50] ^= 1
            path.write_bytes(data)
        case "cut":
            path.write_bytes(path.read_bytes()[:-1])
        case "gone":
            path.unlink()
        case "link":
            shutil.move(path, export / "elsewhere")
            path.symlink_to(export / "elsewhere")
        case "fifo":
            path.unlink()
            os.mkfifo(path)
        case "folder":
            path.unlink()
            path.mkdir()
        case "number":
            manifest["number"] = 4
        case "kiosk":
            manifest["kiosk"] = "hall-2"
        case "count":
            manifest["files"][0]["events"] = 7
        case "name":
            manifest["files"][0]["name"] = "../x.sealed"
        case "rubbish":
            manifest = ["x" * 9]
        case _:
            raise AssertionError(how)
    (export / MANIFEST).write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    "how",
    [
        *("byte", "cut", "gone", "link", "fifo", "folder"),
        *("number", "kiosk", "count", "name", "rubbish"),
    ],
)
def test_every_change_on_the_way_is_found(
    keys: ActKeys, export: Path, how: str
) -> None:
    change(export, how)
    with pytest.raises(ExportBroken) as caught:
        open_export(export, keys)
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize("how", ["left_out", "turned", "other_words"])
def test_a_chain_that_is_not_the_kiosks_own(
    tmp_path: Path, keys: ActKeys, how: str
) -> None:
    """Whoever has the center's public key can seal, and still invents no entry."""
    journal = journal_in(tmp_path / "kiosk")
    filled(journal, 5)
    (block,) = export_blocks(journal)
    journal.store.close()
    events = list(block.events)
    if how == "left_out":
        del events[2]
    elif how == "turned":
        events[1], events[2] = events[2], events[1]
    else:
        events[2] = msgspec.structs.replace(events[2], payload=msgspec.Raw(b"{}"))
    folder = written(tmp_path / "export", keys, ExportBlock(events, []))
    opened = open_export(folder, keys)
    places = {"left_out": 4, "turned": 3, "other_words": 3}
    assert opened.first_break == EventPlace(1, places[how])
    assert open_export_command(tmp_path / "center", folder, load_texts("en")) == 1
