"""What a stick says is a claim: shown, checked, and taken whole or not at all."""

import dataclasses
import os
from pathlib import Path

import pytest

from kiosk.devices.stick.stick_port import Stick
from kiosk.machine.first.first_session import whole_check
from kiosk.session.first_start.first_answers import FirstAnswers
from kiosk.session.first_start.stick_offer import offer_stick
from kiosk.session.first_start.stick_settings import FILE, parsed, stick_settings
from kiosk.settings.config import KioskConfig, MachineSettings
from kiosk.settings.shipped import shipped_config
from kiosk.settings.texts import load_texts
from tests.session.first_start.newcomer import Newcomer, act, desk_of

BASE = KioskConfig(machine=MachineSettings(id="NEW", region="template", state="/s"))
GOOD = """
[setup]
code = "AAAA-BBBB"
[machine]
id = "HALL-7"
region = "ownplace"
[printer]
port = "/dev/kiosk/printer"
[times]
idle = 90.0
"""


def stick_at(folder: Path) -> Stick:
    return Stick(folder, "SETUP", "vfat", True, 0)


def sentence(raw: bytes) -> str:
    found = parsed(BASE, "SETUP", raw)
    assert not found.settings
    return " ".join(load_texts("en").say(each.message) for each in found.mistakes)


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b"[machine]\nid = x", "line 2"),
        (b"\xff\xfe", "UTF-8"),
        (b"[a]\nb = " + b"[" * 60_000, "TOML"),
        (b"machine = 5", "machine"),
        (b'[machine]\nid = "a b"', "machine.id"),
        (b'[machine]\nmode = "demo"', "machine.mode"),
        (b'[machine]\nstate = "/etc"', "machine.state"),
        (b"[demo]\nsurroundings = true", "demo"),
        (b'[panel]\nvideo = "dummy"', "panel.video"),
        (b"[keys]\ncenter = true", "keys"),
        (b"[panel]\nwidth_mm = nan", "panel.width_mm"),
        (b'[printer]\nprofile = "../../etc/x"', "printer.profile"),
        (b"[other]\nkey = 1", "other"),
        (b"[setup]\ncode = 5", "setup.code"),
        (b'[setup]\npassword = "x"', "setup.password"),
        (b"setup = 3", "setup"),
        (b'[setup]\ncode = "' + b"A" * 65 + b'"', "setup.code"),
    ],
)
def test_every_mistake_is_a_sentence_and_nothing_is_taken(
    raw: bytes, word: str
) -> None:
    assert word in sentence(raw)


def test_a_code_is_in_no_text() -> None:
    found = parsed(BASE, "", GOOD.encode())
    assert found.code == "AAAA-BBBB"
    assert "BBBB" not in repr(found)
    assert "setup" not in found.settings


@pytest.mark.parametrize("fault", ["link", "pipe", "many"])
def test_a_hostile_stick_is_looked_at_by_name_alone(fault: str, tmp_path: Path) -> None:
    if fault == "link":
        (tmp_path / FILE).symlink_to("/etc/passwd")
    if fault == "pipe":
        os.mkfifo(tmp_path / FILE)
    if fault == "many":
        for number in range(2000):
            (tmp_path / f"{number}").touch()
    found = stick_settings(BASE, (stick_at(tmp_path),))
    assert (found.fault if found else "") == ("" if fault == "many" else "odd")


def own_region(folder: Path, text: str = "") -> Path:
    """Lay a region's profile onto a stick, with a mistake if told."""
    stick = folder / "stick"
    (stick / "regions").mkdir(parents=True)
    shipped = shipped_config("regions", "template.toml").read_text("utf-8")
    profile = shipped.replace('id = "template"', 'id = "ownplace"') + text
    (stick / "regions" / "ownplace.toml").write_text(profile, "utf-8")
    (stick / FILE).write_text(GOOD, "utf-8")
    return stick


async def test_all_is_taken_with_the_profile_beside_it(tmp_path: Path) -> None:
    found = stick_settings(BASE, (stick_at(own_region(tmp_path)),))
    assert found is not None
    newcomer = Newcomer([("stick", act("take"))])
    desk = desk_of(tmp_path / "state", newcomer, FirstAnswers())
    await offer_stick(desk, found)
    assert desk.answers.get("machine.id") == "HALL-7"
    assert desk.code == "AAAA-BBBB"
    assert "first_stick_regions" in newcomer.said
    assert (tmp_path / "state" / "regions" / "ownplace.toml").is_file()
    draft = (tmp_path / "state" / "first-start.json").read_text("utf-8")
    assert "BBBB" not in draft
    assert "times.idle" in draft


@pytest.mark.parametrize(("more", "usable"), [("", True), ("\n# 9990001\n", False)])
def test_a_shipped_profile_is_not_taken_over(
    more: str, usable: bool, tmp_path: Path
) -> None:
    shipped = shipped_config("regions", "ningbo.toml").read_text("utf-8")
    (tmp_path / "regions").mkdir()
    (tmp_path / "regions/ningbo.toml").write_text(shipped + more, "utf-8")
    (tmp_path / FILE).write_text('[machine]\nid = "A"\nregion = "ningbo"\n', "utf-8")
    found = stick_settings(BASE, (stick_at(tmp_path),))
    assert found is not None
    assert (found.usable, found.profiles) == (usable, ())
    assert [each.place for each in found.mistakes] == (
        [] if usable else ["machine.region"]
    )


async def test_what_the_check_finds_keeps_all_of_it_out(tmp_path: Path) -> None:
    stick = own_region(tmp_path, "\n[nonsense]\nkey = 1\n")
    found = stick_settings(BASE, (stick_at(stick),))
    assert found is not None
    newcomer = Newcomer([("stick", act("take")), ("stick", act("leave"))])
    desk = desk_of(tmp_path / "state", newcomer, FirstAnswers())
    desk.parts = dataclasses.replace(desk.parts, check=whole_check)
    await offer_stick(desk, found)
    assert desk.answers.settings == {}
    assert "first_stick_mistake" in newcomer.said
    assert not (tmp_path / "state" / "regions").exists()


async def test_who_goes_on_without_takes_nothing(tmp_path: Path) -> None:
    found = parsed(BASE, "", GOOD.encode())
    newcomer = Newcomer([("stick", act("leave"))])
    desk = desk_of(tmp_path, newcomer, FirstAnswers())
    await offer_stick(desk, found)
    assert desk.answers.settings == {}
