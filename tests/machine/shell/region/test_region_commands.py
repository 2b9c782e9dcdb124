"""`kiosk region`: every mistake explained, every page of a region as a picture."""

import os
import re
import shutil
import struct
from pathlib import Path

import pytest

from kiosk.machine.shell.cli import main
from kiosk.settings.shipped import shipped_config
from kiosk.settings.toml_file import LARGEST

EXAMPLE = shipped_config("regions", "example.toml")


def size_of(picture: Path) -> tuple[int, int]:
    """Return the pixels of a PNG, from its own head."""
    head = picture.read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def english(*words: str) -> int:
    return main(["region", *words, "--language", "en"])


def test_a_folder_of_good_files_is_told_what_it_has(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(EXAMPLE, tmp_path)
    shutil.copy(shipped_config("regions", "dalian.toml"), tmp_path)
    assert english("check", str(tmp_path)) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "Not told, so people are sent to the hotline: release, formal_loss" in first
    assert re.search(
        r"example.toml: ok: 样例省样例市, \d+ errands, 11 guides, 4 off", second
    )
    assert "hotline" not in second


def test_every_mistake_is_named_with_file_key_and_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As on a machine: the regions lie in a folder beside the settings."""
    folder = tmp_path / "regions"
    folder.mkdir()
    bad = EXAMPLE.read_text("utf-8")
    for old, new in (
        ("latitude = 38.3110", "latitude = 0.0"),
        ('consultation = "0000-5550000"', 'consultation = "拨打前台"'),
        ("temporary_days = 15\n", ""),
    ):
        assert old in bad
        bad = bad.replace(old, new)
    (folder / "example.toml").write_text(bad, "utf-8")
    shutil.copy(shipped_config("regions", "dalian.toml"), folder)
    assert english("check", str(tmp_path)) == 2
    shown = capsys.readouterr()
    assert "dalian.toml: ok" in shown.out
    assert len(lines := shown.err.splitlines()) == 3
    assert all(str(folder / "example.toml") in line for line in lines)
    assert any("offices 城东: is not in China; look again" in line for line in lines)
    assert any("hotlines.consultation: " in line for line in lines)
    assert any("loss.releases_itself: " in line for line in lines)


@pytest.mark.parametrize("what", ["pipe", "endless", "huge"])
def test_what_is_no_plain_file_is_told_and_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    file = tmp_path / "odd.toml"
    if what == "pipe":
        os.mkfifo(file)
    elif what == "endless":
        file.symlink_to("/dev/zero")
    else:
        with file.open("wb") as made:
            made.truncate(LARGEST + 1)
    assert english("check", str(file)) == 2
    said = "".join(capsys.readouterr())
    assert "odd.toml" in said
    assert ("no plain file" in said) == (what != "huge")


def test_a_card_table_that_is_not_there_is_a_mistake_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = EXAMPLE.read_text("utf-8").replace('items = ""', 'items = "nothing"')
    (tmp_path / "example.toml").write_text(text, "utf-8")
    assert english("check", str(tmp_path / "example.toml")) == 2
    assert "nothing" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "{}"], "has no region's file (.toml); copy config/regions/templ"),
        (["check", "{}/nowhere"], "is no folder and no file"),
        (["page", "atlantis", "guides"], "shipped; there are: beijing, dalian, exa"),
        (["page", "example", "guides.nothing"], "there are: errands, loss, proced"),
        (["page", "beijing", "enabling"], "procedures.enabling, guides.enabling"),
        (["page", "example", "guides", "--out", "{}/no/x.png"], "no such file"),
    ],
)
def test_what_is_not_there_is_told_with_what_there_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert english(*(word.format(tmp_path) for word in words)) == 2
    shown = capsys.readouterr()
    assert said in shown.err.replace("No such", "no such")
    assert shown.out == ""
    assert len(shown.err.splitlines()) == 1


def test_several_files_are_not_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("example", "dalian"):
        shutil.copy(shipped_config("regions", f"{name}.toml"), tmp_path)
    assert english("page", str(tmp_path), "guides") == 2
    assert "name one of them: dalian.toml, example.toml" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("who", ["--elder"]),
        ("replacement", ["--english"]),
        ("offices.城东", ["--at", "38.30,104.20"]),
        ("offices", ["--at", "38.30,104.20", "--elder"]),
        ("loss", []),
    ],
)
def test_a_page_becomes_a_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, more: list[str]
) -> None:
    out = tmp_path / "page.png"
    assert english("page", "example", name, "--out", str(out), *more) == 0
    assert size_of(out) == (1080, 1920)
    assert "part 1 of" in capsys.readouterr().out


def test_without_a_name_all_pages_are_listed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert english("page", "example") == 0
    listed = capsys.readouterr().out.splitlines()
    assert {"errands", "guides.who", "procedures.cancel", "offices.城东"} <= set(listed)


@pytest.mark.parametrize("at", ["104.2,38.3", "here", "0,0", "nan,1"])
def test_a_machine_stands_in_china_or_nowhere(at: str) -> None:
    with pytest.raises(SystemExit):
        english("page", "example", "offices", "--at", at)
