"""Versions: what is missing says so, and no file breaks the page."""

from pathlib import Path

import pytest

from kiosk.session.pages.record import Word
from kiosk.session.staff.numbers.versions_tool import (
    UNIT,
    system_versions,
    versions_page,
)
from kiosk.settings.shipped import root
from tests.session.staff.desks import desk_of


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"", {"os": "", "pcscd": "", "ccid": "", "unit": "none"}),
        (b"\xff\x00\n=", {"os": "", "pcscd": "", "ccid": "", "unit": "changed"}),
    ],
)
def test_strange_files(tmp_path: Path, content: bytes, wanted: dict[str, str]) -> None:
    file = tmp_path / UNIT
    file.write_bytes(content)
    said = dict(system_versions(file, file, file, (tmp_path,)))
    assert {name: said[name] for name in wanted} == wanted
    assert said["kernel"]
    assert said["pyscard"]


def test_what_is_installed(tmp_path: Path) -> None:
    (tmp_path / "os").write_text('NAME="x"\nPRETTY_NAME="Debian 12"\n')
    (tmp_path / "dpkg").write_text(
        "Package: a\nVersion: 9\n\nPackage: pcscd\nStatus: ok\nVersion: 1.9.9-2\n\n"
    )
    (tmp_path / "ccid").write_text(
        '<?xml version="1.0"?><plist version="1.0"><dict>'
        "<key>CFBundleShortVersionString</key><string>1.5.2</string></dict></plist>"
    )
    (tmp_path / UNIT).write_bytes((root() / "systemd" / UNIT).read_bytes())
    release, dpkg, ccid = (tmp_path / name for name in ("os", "dpkg", "ccid"))
    said = dict(system_versions(release, dpkg, ccid, (tmp_path,)))
    assert (said["os"], said["pcscd"]) == ("Debian 12", "1.9.9-2")
    assert (said["ccid"], said["unit"]) == ("1.5.2", "same")


async def test_the_page_says_what_is_not_there(tmp_path: Path) -> None:
    desk, _ = desk_of(tmp_path)
    page = versions_page(desk, (*[("x", "")] * 4, ("unit", "none"), ("pcscd", "")))
    system = {fact.name: fact.value for fact in page.groups[1].facts}
    assert system["version_unit"] == Word("unit_state", "none")
    assert system["version_pcscd"] == Word("number_state", "not_there")
    settings = {fact.name: fact.value for fact in page.groups[2].facts}
    assert settings["version_region"] == "testland, 2015-05"
    assert settings["version_migration"]
