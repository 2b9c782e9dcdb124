"""The wheel: complete, and at work in an empty environment outside the checkout."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.every import every

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]

ROOT = Path(__file__).resolve().parents[2]
Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # A copy: setuptools keeps what an earlier build left beside the sources.
    source = folder / "source"
    source.mkdir()
    for name in ("kiosk", "assets", "config", "systemd"):
        shutil.copytree(ROOT / name, source / name, symlinks=True)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"),
            *("--no-build-isolation", "--wheel-dir", str(folder), str(source)),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Return how to run `kiosk` from an environment that has nothing but the wheel.

    The libraries come from this environment's folder by PYTHONPATH, which does not read
    its `.pth` files: the checkout is not seen.
    """
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / "bin" / "python"
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "--python", str(python), "install"),
            *("--quiet", "--no-deps", "--no-index", str(wheel)),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    (folder / "work").mkdir()
    environment = {k: v for k, v in os.environ.items() if k != "KIOSK_ROOT"}
    environment["PYTHONPATH"] = sysconfig.get_path("purelib")

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [str(python.parent / words[0]), *words[1:]],
            cwd=folder / "work",
            env=environment,
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )

    return run


def test_every_shipped_file_is_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    shipped = [
        path.relative_to(ROOT)
        for folder in ("assets", "config", "systemd")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    ]
    assert [f for f in every(shipped) if f"kiosk/settings/data/{f}" not in inside] == []


def test_it_is_the_installed_one_that_runs(installed: Command) -> None:
    where = "import kiosk, kiosk.settings.shipped as r; print(kiosk.__file__, r.root())"
    done = installed("python", "-c", where)
    assert "/venv/lib/" in done.stdout, done.stderr
    assert str(ROOT) not in done.stdout


def test_doctor_looks_at_every_part(installed: Command) -> None:
    done = installed("kiosk", "doctor")
    assert "Traceback" not in done.stderr
    parts = {line[9:17].strip() for line in done.stdout.splitlines()}
    assert {"reader", "printer", "disk", "fonts", "panel"} <= parts, done.stderr


def test_config_check_says_ok(installed: Command) -> None:
    done = installed("kiosk", "config", "check")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_card_is_made(installed: Command) -> None:
    done = installed("kiosk", "card", "new", "--person", "wang-xiulan", "--out", "mine")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.real
def test_the_demo_goes_as_expected(installed: Command, tmp_path: Path) -> None:
    done = installed("kiosk", "demo", "--headless", "--out", str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((tmp_path / "summary.json").read_text("utf-8"))["ok"]
