"""What a technician reads is whole in Chinese: no English words but names and codes."""

import re
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.domain.faults import Fault
from kiosk.domain.message import Message
from kiosk.domain.mistake import Mistake
from kiosk.domain.region.region import Region
from kiosk.machine.shell.cli import main
from kiosk.machine.shell.columns import padded
from kiosk.settings.config import KioskConfig, MachineSettings
from kiosk.settings.mistakes import allowed
from kiosk.settings.shipped import shipped_config
from kiosk.settings.texts import languages, load_texts
from kiosk.settings.told import Told, in_words, system_reason
from kiosk.sync.line.https import CenterError
from tests.every import every

WRONG = """[machine]
id = "大厅 1"
region = "template"
plase = "x"
notices = ["", 3]
state = "STATE"
[panel]
width_px = 3
[times]
idle = 0
[printer]
baud = 1200
[voice]
headphones = true
"""

SPOILT = [
    ("temporary_days = 15", ""),
    ('code = "990100"', 'code = "9901"'),
    ('as_of = ["2024-01"]', 'as_of = ["2024-13"]'),
    ('"5550002-801"', '"5550002转801"'),
    ('items = ""', 'items = "nosuch"'),
    ("unlock_on_kiosk = true", ""),
]


def kinds(table: type) -> Iterator[Any]:
    """Yield the type of every key, also of the tables in a table."""
    for field in msgspec.structs.fields(table):
        yield field.type
        for inner in (field.type, *typing.get_args(field.type)):
            if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
                yield from kinds(inner)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("table", [KioskConfig, Region, PrinterProfile])
def test_what_is_allowed_has_words(language: str, table: type) -> None:
    texts = load_texts(language)
    for kind in every(kinds(table)):
        said = texts.say(allowed(kind))
        assert said
        assert not re.search(r"\[[a-z_]+\]|\(\?|\^|\\", said), said


def english_words(said: str, folder: Path) -> list[str]:
    """Return words that are no path, key, quoted value or code."""
    plain = said.replace(str(folder), "").removeprefix("kiosk:")
    plain = re.sub(r"'[^']*'|\"[^\"]*\"|[a-z_]+\.[a-z_.\[\]0-9]+|--[a-z-]+", "", plain)
    names = {"TOML", "GB", "true", "false", "x", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    keys = {field.encode_name for field in msgspec.structs.fields(MachineSettings)}
    return [w for w in re.findall(r"[A-Za-z]+", plain) if w not in names | keys]


def check(path: Path, *words: str) -> int:
    return main(["config", "check", "--config", str(path), *words])


def test_mistakes_are_told_in_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(WRONG, "utf-8")
    assert check(path, "--language", "zh-CN") == 2
    chinese = capsys.readouterr().err.splitlines()
    assert check(path, "--language", "en") == 2
    english = capsys.readouterr().err.splitlines()
    assert len(chinese) == len(english) == 8
    for line in every(chinese):
        assert english_words(line, path) == [], line
        assert line.endswith("。")
    assert "width_px：不合要求，应为：320 至 8192 的整数。" in chinese[4]


@pytest.mark.parametrize(("old", "new"), SPOILT)
def test_a_regions_mistake_is_told_in_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str
) -> None:
    text = shipped_config("regions", "template.toml").read_text("utf-8")
    assert old in text
    (tmp_path / "regions").mkdir()
    region = tmp_path / "regions" / "template.toml"
    region.write_text(text.replace(old, new, 1), "utf-8")
    path = tmp_path / "kiosk.toml"
    path.write_text('[machine]\nid = "K1"\nregion = "template"\n', "utf-8")
    assert check(path, "--language", "zh-CN") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"kiosk: {region}：")
    assert re.search("请|应为|可以写", line), line


def test_the_language_of_the_machine_is_taken(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LC_MESSAGES", "zh_CN.UTF-8")
    assert check(tmp_path / "none.toml") == 2
    assert "没有这个文件" in capsys.readouterr().err
    monkeypatch.setenv("LC_MESSAGES", "en_US.UTF-8")
    assert check(tmp_path / "none.toml") == 2
    assert "there is no such file" in capsys.readouterr().err


@pytest.mark.parametrize("last", ["99999999999999999999999999", "9223372036854775808"])
def test_more_than_all_events_are_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], last: str
) -> None:
    path = tmp_path / "kiosk.toml"
    head = f'[machine]\nid = "K1"\nregion = "ningbo"\nstate = "{tmp_path}/s"\n'
    path.write_text(head, "utf-8")
    command = ["journal", "list", "--config", str(path), "--last", last]
    assert main(command) == 2
    assert "makes it at its first start" in capsys.readouterr().err


@pytest.mark.parametrize("last", ["-1", "many", "٣", ""])
def test_how_many_is_a_number(last: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["journal", "list", "--last", last])
    assert "whole number" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["中心", "", "a b", "-x", "a/b"])
def test_a_center_needs_a_name_for_a_certificate(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["center", "serve", f"--name={name}"])
    assert "xn--" in capsys.readouterr().err


def test_an_error_is_worded_where_it_is_shown() -> None:
    chinese, english = load_texts("zh-CN"), load_texts("en")
    told = CenterError(Message("center__unreachable"), Fault.CENTER_UNREACHABLE)
    assert in_words(told, chinese).startswith("连不上中心")
    assert in_words(told, english) == str(told) == "No connection to the center."
    plain = CenterError("Something else.", Fault.CENTER_ERROR)
    assert in_words(plain, english) == "Something else."
    assert in_words(plain, chinese).endswith("[N05]")
    assert in_words(Told("as it stands"), chinese) == "as it stands"


def test_the_systems_reasons_have_words() -> None:
    assert system_reason(PermissionError(13, "x")) == Message("system__EACCES")
    unknown = system_reason(OSError(9999, "x"))
    assert "9999" in load_texts("zh-CN").say(unknown)


def test_hidden_letters_of_a_value_are_not_printed() -> None:
    mistake = Mistake("a.b", Message("mistake__no_date", date="20\u202e15\x1b[2J"))
    assert "'2015[2J'" in load_texts("en").say(mistake.message)


def test_a_hanzi_takes_two_places() -> None:
    assert padded("正常", 8) == "正常    "
    assert padded("ok", 8) == "ok      "
    assert padded("数据目录和别的", 8) == "数据目录和别的"


def test_an_operator_is_told_in_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--folder", str(tmp_path), "--language"]
    for words in (["alarms"], ["events"], ["settle", "--kiosk", "K1"]):
        assert main(["center", *words, *folder, "zh-CN"]) == 2
        assert "这里没有中心；请用 --folder" in capsys.readouterr().err
        assert main(["center", *words, *folder, "en"]) == 2
        assert "there is no center here" in capsys.readouterr().err


def test_a_broken_store_is_told_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kiosk.sqlite").write_bytes(b"junk" * 300)
    path = tmp_path / "kiosk.toml"
    head = f'[machine]\nid = "K1"\nregion = "ningbo"\nstate = "{tmp_path}"\n'
    path.write_text(head, "utf-8")
    command = ["journal", "verify", "--config", str(path), "--language"]
    assert main([*command, "zh-CN"]) == 2
    assert "[S02]：请保留该文件" in capsys.readouterr().err
    assert main([*command, "en"]) == 2
    assert "[S02]: keep the file" in capsys.readouterr().err
