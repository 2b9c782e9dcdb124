"""An export at the center: every byte that was changed on the way is found."""

import hashlib
import io
import json
import os
import shutil
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import delete

from kiosk.center.applications.application_keys import ActKeys, rotate
from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import transaction
from kiosk.center.exports.export_lines import open_export_command
from kiosk.center.identity.identity_tables import kiosk as registry
from kiosk.center.identity.registry import change_key
from kiosk.center.identity.revoking import revoke
from kiosk.settings.texts import load_texts
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal import journal_export
from kiosk.sync.journal.journal_export import export_blocks
from kiosk.sync.wire.export_wire import (
    MANIFEST,
    SIGNATURE,
    ExportBlock,
    ExportFile,
    ExportManifest,
    block_name,
    entries_of,
    seal_file,
    signed_bytes,
)
from tests.sync.samples import CANARY, KIOSK, filled, journal_in, numbered

FIRST = block_name(1)


def signed(folder: Path, device: DeviceKeys) -> None:
    """Sign the manifest as it lies there."""
    data = (folder / MANIFEST).read_bytes()
    (folder / SIGNATURE).write_bytes(device.sign(signed_bytes(data)))


def written(
    folder: Path, keys: ActKeys, device: DeviceKeys, *blocks: ExportBlock
) -> Path:
    """Write an export as a kiosk does."""
    folder.mkdir()
    files = []
    for at, block in enumerate(blocks, 1):
        name, data = block_name(at), msgspec.json.encode(block)
        sealed = seal_file(keys.present, KIOSK, 3, name, data)
        (folder / name).write_bytes(sealed)
        digest = hashlib.sha256(sealed).hexdigest()
        files.append(ExportFile(name, digest, len(sealed), len(block.events)))
    places = [entry.place for block in blocks for entry in entries_of(block)]
    manifest = ExportManifest(
        *(KIOSK, 3, keys.present.id, "2026-05-01T08:00:00Z", True),
        *(places[0], places[-1], len(places), tuple(files)),
    )
    (folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))
    signed(folder, device)
    return folder


def registered(center: Path, device: DeviceKeys, kiosk: str = KIOSK) -> None:
    """Let the center know a kiosk's signing key, as after an enrolment."""
    with closing(connect(center)) as db:
        key = device.signing_public
        with transaction(db):
            change_key(db, kiosk, key, 7.0)


def listed(center: Path, export: Path) -> list[str]:
    """Return the lines that the command prints, and at the end its status."""
    out, told = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(told):
        status = open_export_command(center, export, load_texts("en"))
    return [*out.getvalue().splitlines(), *told.getvalue().splitlines(), str(status)]


@pytest.fixture
def device(tmp_path: Path) -> DeviceKeys:
    return DeviceKeys.load_or_create(tmp_path / "kiosk" / "keys")


@pytest.fixture
def center(tmp_path: Path, device: DeviceKeys) -> Path:
    registered(tmp_path / "center", device)
    return tmp_path / "center"


@pytest.fixture
def keys(center: Path) -> ActKeys:
    return ActKeys(center)


@pytest.fixture
def blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[ExportBlock]:
    monkeypatch.setattr(journal_export, "ROWS", 2)
    journal = journal_in(tmp_path / "kiosk")
    filled(journal, 5)
    journal.append(numbered(5, CANARY))
    made = [*export_blocks(journal)]
    journal.store.close()
    return made


@pytest.fixture
def export(
    tmp_path: Path, keys: ActKeys, device: DeviceKeys, blocks: list[ExportBlock]
) -> Path:
    return written(tmp_path / "export", keys, device, *blocks)


def test_it_opens_also_after_the_key_was_changed(center: Path, export: Path) -> None:
    rotate(center)
    said = listed(center, export)
    assert [line.split()[0] for line in said[:6]] == [f"1:{n}" for n in range(1, 7)]
    assert said[-2:] == ["Signature, every sum, seal and link are whole.", "0"]
    assert CANARY not in str(said)


def test_another_center_opens_nothing(
    tmp_path: Path, export: Path, device: DeviceKeys
) -> None:
    registered(tmp_path / "other", device)
    (said, status) = listed(tmp_path / "other", export)
    assert said.startswith(FIRST)
    assert status == "1"


def change(export: Path, how: str) -> None:
    manifest = json.loads((export / MANIFEST).read_bytes())
    path = export / FIRST
    files = manifest["files"]
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
        case "made":
            manifest["made"] = "2026-05-02T08:00:00Z"
        case "count":
            files[0]["events"] = 7
        case "total":
            manifest["events"] = 7
        case "name":
            files[0]["name"] = "../x.sealed"
        case "twice":
            manifest["files"] = files * 1000
        case "much":
            for file in files:
                file["size"] = 2**24
            manifest["files"] = [files[0] | {"name": f"x{n}.sealed"} for n in range(99)]
        case "huge":
            files[0]["size"] = 2**24 + 1
        case "first_gone":
            del files[0]
        case "middle_gone":
            del files[1]
        case "last_gone":
            del files[-1]
        case "all_gone":
            files.clear()
        case "rubbish":
            manifest = ["x" * 9]
        case _:
            raise AssertionError(how)
    (export / MANIFEST).write_text(json.dumps(manifest))


FILES = ("byte", "cut", "gone", "link", "fifo", "folder")
NAMES = ("number", "kiosk", "count", "total", "name", "rubbish")
BOUNDS = ("twice", "much", "huge")
CUTS = ("first_gone", "middle_gone", "last_gone", "all_gone")


@pytest.mark.parametrize("how", [*FILES, *NAMES, "made", *BOUNDS, *CUTS])
def test_every_change_on_the_way_is_found(center: Path, export: Path, how: str) -> None:
    change(export, how)
    said = listed(center, export)
    assert said[-1] == "1"
    assert "whole." not in str(said[:-1]).replace("is not whole.", "")
    assert CANARY not in str(said)
    if how not in FILES:
        assert len(said) == 2, "what is not signed is not listed"


@pytest.mark.parametrize(
    ("how", "why"),
    [
        *(("twice", "more than once"), ("much", "more than one export")),
        *(("huge", "agreed form"), ("count", "as many entries")),
        *(("total", "first entry"), ("first_gone", "first entry")),
        *(("middle_gone", "breaks at 1:5"), ("last_gone", "first entry")),
        *(("all_gone", "first entry"), ("number", "does not open")),
    ],
)
def test_what_is_signed_is_still_held_against_the_blocks(
    center: Path, device: DeviceKeys, export: Path, how: str, why: str
) -> None:
    change(export, how)
    if how == "middle_gone":
        manifest = json.loads((export / MANIFEST).read_bytes())
        (export / MANIFEST).write_text(json.dumps(manifest | {"events": 4}))
    signed(export, device)
    said = listed(center, export)
    assert said[-1] == "1"
    assert why in said[-2] or why in said[-3]


def test_one_without_a_signature_is_refused_in_words(
    center: Path, export: Path
) -> None:
    (export / SIGNATURE).unlink()
    (said, status) = listed(center, export)
    assert said.startswith("manifest.sig is missing")
    assert status == "1"


@pytest.mark.parametrize("how", ["short", "long", "link", "no_prefix"])
def test_a_signature_that_is_none(
    center: Path, device: DeviceKeys, export: Path, how: str
) -> None:
    path = export / SIGNATURE
    data = path.read_bytes()
    path.unlink()
    if how == "link":
        path.symlink_to(export / FIRST)
    else:
        bare = device.sign((export / MANIFEST).read_bytes())
        given = {"short": data[:-1], "long": data + b"x", "no_prefix": bare}
        path.write_bytes(given[how])
    assert len(listed(center, export)) == 2


def test_whoever_has_only_the_public_key_invents_nothing(
    tmp_path: Path, center: Path, keys: ActKeys
) -> None:
    """A stranger, or another enrolled kiosk, seals a whole export of a kiosk's name."""
    theirs = journal_in(tmp_path / "theirs")
    filled(theirs, 5)
    blocks = [*export_blocks(theirs)]
    theirs.store.close()
    forged = written(tmp_path / "forged", keys, theirs.keys, *blocks)
    for _ in range(2):
        (said, status) = listed(center, forged)
        assert "not signed by hall-1" in said
        assert status == "1"
        registered(center, theirs.keys, "hall-2")


def test_a_kiosk_that_the_center_does_not_know(
    tmp_path: Path, export: Path, keys: ActKeys
) -> None:
    with closing(connect(tmp_path / "center")) as db:
        db.execute(delete(registry))
    (said, status) = listed(tmp_path / "center", export)
    assert "never enrolled" in said
    assert status == "1"


def test_a_key_that_ended_proves_nothing_and_is_listed(
    tmp_path: Path, center: Path, export: Path
) -> None:
    with closing(connect(center)) as db:
        assert revoke(db, KIOSK, 1_800_000_000)
    said = listed(center, export)
    assert len(said) == 9
    assert "hall-1 is revoked" in said[-2]
    assert "2027-01-15 16:00:00" in said[-2]
    assert said[-1] == "1"
    registered(center, DeviceKeys.load_or_create(tmp_path / "new-disk"))
    said = listed(center, export)
    assert "a former key of hall-1" in said[-2]
    assert said[-1] == "1"


@pytest.mark.parametrize("how", ["left_out", "turned", "other_words"])
def test_a_chain_that_is_not_whole(
    tmp_path: Path,
    center: Path,
    keys: ActKeys,
    device: DeviceKeys,
    blocks: list[ExportBlock],
    how: str,
) -> None:
    events = [event for block in blocks for event in block.events]
    if how == "left_out":
        del events[2]
    elif how == "turned":
        events[1], events[2] = events[2], events[1]
    else:
        events[2] = msgspec.structs.replace(events[2], payload=msgspec.Raw(b"{}"))
    folder = written(tmp_path / "export", keys, device, ExportBlock(events, []))
    place = {"left_out": 4, "turned": 3, "other_words": 3}[how]
    assert listed(center, folder)[-2:] == [f"The chain breaks at 1:{place}.", "1"]


def test_one_block_at_a_time_is_opened(center: Path, export: Path) -> None:
    """What comes before a broken file is given before that file is looked at."""
    (export / block_name(3)).unlink()
    said = listed(center, export)
    assert [line.split()[0] for line in said[:4]] == ["1:1", "1:2", "1:3", "1:4"]
    assert said[4].startswith(block_name(3))
    assert said[-2] == (
        "The lines above are of the files before it; the export is not whole."
    )
