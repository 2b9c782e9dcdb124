"""What the office types, with real packages of no content."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from kiosk.machine.release.release_install import architecture
from kiosk.machine.shell.cli import main
from kiosk.settings.programs import program


def package(folder: Path, name: str = "kiosk", version: str = "0.2.0") -> Path:
    """Build a package of no content."""
    tree = folder / f"tree-{name}-{version}"
    (tree / "DEBIAN").mkdir(parents=True)
    arch = architecture()
    (tree / "DEBIAN/control").write_text(
        f"Package: {name}\nVersion: {version}\nArchitecture: {arch}\n"
        "Maintainer: Nobody <nobody@example.org>\nDescription: nothing\n"
    )
    built = folder / f"kiosk_{version}_{arch}.deb"
    command = [program("dpkg-deb"), "-Zgzip", "--build", str(tree), str(built)]
    subprocess.run(command, check=True, capture_output=True)
    return built


def typed(*words: str | Path) -> int:
    return main(["release", *map(str, words), "--language", "en"])


@pytest.fixture
def signed(tmp_path: Path) -> Path:
    """A package that the office's key signed."""
    built = package(tmp_path)
    assert typed("key", tmp_path / "office.key") == 0
    assert typed("sign", built, "--key", tmp_path / "office.key", "--serial", "7") == 0
    return built


def check(built: Path) -> int:
    return typed("check", built, "--key", built.with_name("office.pub"))


def test_what_was_signed_checks(
    signed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert check(signed) == 0
    assert "version 0.2.0, number 7" in capfd.readouterr().out
    assert signed.with_name("office.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["office.key", "office.other"])
def test_a_key_is_never_written_over(
    signed: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    files = {file: file.read_bytes() for file in signed.parent.glob("office.*")}
    assert typed("key", signed.with_name(name)) == 2
    assert "was kept as it is" in capfd.readouterr().err
    assert {file: file.read_bytes() for file in signed.parent.glob("office.*")} == files


def sign(built: Path, *words: str) -> int:
    return typed("sign", built, "--key", built.with_name("office.key"), *words)


@pytest.mark.parametrize("serial", ["7", "6", "9007199254740992", "-1"])
def test_a_number_grows_and_lies_in_no_future(signed: Path, serial: str) -> None:
    beside = signed.with_suffix(".release")
    before = beside.read_bytes()
    assert sign(signed, "--serial", serial) == 2
    assert beside.read_bytes() == before


def test_two_signatures_in_one_second_have_two_numbers(
    signed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = int(time.time())
    monkeypatch.setattr(time, "time", lambda: float(now))
    found = []
    for _ in range(2):
        assert sign(signed) == 0
        found.append(int(signed.with_name("office.serial").read_text()))
    assert found == [now, now + 1]


def test_a_clock_of_another_age_signs_nothing(
    signed: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(time, "time", lambda: 3.8e9)
    assert sign(signed) == 2
    assert "Look at its clock" in capfd.readouterr().err


def test_a_public_key_signs_nothing(
    signed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert typed("sign", signed, "--key", signed.with_name("office.pub")) == 2
    assert "is the public key" in capfd.readouterr().err


def test_a_pipe_is_not_waited_for_and_another_name_is_said(
    signed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for kind in (".deb", ".release"):
        signed.with_suffix(kind).rename(signed.with_name(f"renamed{kind}"))
    assert check(signed.with_name("renamed.deb")) == 2
    assert signed.name in capfd.readouterr().err
    signed.with_name("renamed.release").rename(signed.with_suffix(".release"))
    os.mkfifo(signed)
    assert check(signed) == 2
    assert sign(signed) == 2


def test_a_changed_package_does_not_check(
    signed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = signed.read_bytes()
    signed.write_bytes(whole[:-1])
    assert check(signed) == 2
    assert "cut" in capfd.readouterr().err
    signed.write_bytes(whole + b"\n")
    assert check(signed) == 2
    assert "not the one that was signed" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("name", "version"), [("kiosk-center", "0.2.0"), ("kiosk", "0.2.0-1")]
)
def test_only_the_kiosks_own_packages_are_signed(
    tmp_path: Path, name: str, version: str
) -> None:
    typed("key", tmp_path / "office.key")
    built = package(tmp_path, name, version)
    assert typed("sign", built, "--key", tmp_path / "office.key") == 2
    assert list(tmp_path.glob("*.release")) == []


@pytest.mark.parametrize("option", ["sign", "check"])
def test_what_is_no_key_is_named(
    signed: Path, option: str, capfd: pytest.CaptureFixture[str]
) -> None:
    strange = signed.with_name("strange")
    strange.write_bytes(b"\xff" * 100)
    assert typed(option, signed, "--key", strange) == 2
    assert "strange: there is no key" in capfd.readouterr().err
