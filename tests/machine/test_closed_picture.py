"""The picture for when the program does not run: painted ahead, shown without it."""

import asyncio
import importlib.util
import itertools
import os
import sys
import zlib
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import pytest

from kiosk.machine.closed_picture import FILE, as_file, keep_closed_picture
from kiosk.screens.looks.closed_look import closed_picture
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.window.still import Still, still
from kiosk.session.pages.drawn_by import DrawnBy
from tests.screens.studio import PANELS, studio

SYSTEMD = Path(__file__).parents[2] / "systemd"
SHOWER, SHIPPED = SYSTEMD / "kiosk_closed.py", SYSTEMD / "closed-picture"


@pytest.fixture(scope="module")
def shower() -> ModuleType:
    """Return the program that shows it, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("kiosk_closed", SHOWER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class PaintingWindow:
    """A window's answer to who asks for the picture; counts how often it painted."""

    drawn = DrawnBy("kmsdrm", 1080, 1920)
    painted = 0

    def closed_picture(self, *words: str) -> Any:
        from concurrent.futures import Future

        self.painted += 1
        done: Future[object] = Future()
        done.set_result(still(closed_picture(studio("half"), *words)))
        return done


def parts(folder: Path, place: str = "一楼大厅") -> Any:
    machine = SimpleNamespace(place=place, id="TEST-001")
    config = SimpleNamespace(machine=machine, state=folder)
    return SimpleNamespace(config=config, region=None, hotline="12333")


@pytest.mark.parametrize("panel", PANELS)
def test_it_has_room_on_every_panel_and_nothing_to_touch(panel: str) -> None:
    tree = closed_picture(studio(panel), "云川市政务服务中心", "KIOSK-0001", "12333")
    assert tree.overflow == 0
    assert not tree.buttons
    said = " ".join(w.text for w in tree.root.walk() if isinstance(w, Text))
    for words in ("暂停服务", "out of service", "12333", "KIOSK-0001", "X01"):
        assert words in said


def test_what_is_kept_is_what_the_shower_reads(
    tmp_path: Path, shower: ModuleType
) -> None:
    window = PaintingWindow()
    asyncio.run(keep_closed_picture(parts(tmp_path), cast(Any, window)))
    picture = shower.read(str(tmp_path / FILE))
    wanted = still(closed_picture(studio("half"), "一楼大厅", "TEST-001", "12333"))
    assert picture == (wanted.width, wanted.height, wanted.pixels)


def test_it_is_painted_anew_only_when_it_says_something_else(tmp_path: Path) -> None:
    window = PaintingWindow()
    for place, painted in (("一楼", 1), ("一楼", 1), ("二楼", 2)):
        asyncio.run(keep_closed_picture(parts(tmp_path, place), cast(Any, window)))
        assert window.painted == painted


BROKEN = [
    b"",
    b"KIOSK-PICTURE 2 2 2 x\n" + zlib.compress(bytes(16)),
    b"KIOSK-PICTURE 1 2 2 x\n" + zlib.compress(bytes(15)),
    b"KIOSK-PICTURE 1 2 2 x\n" + zlib.compress(bytes(16))[:-5],
    b"KIOSK-PICTURE 1 2 2 x\nnothing",
    b"KIOSK-PICTURE 1 -2 -2 x\n" + zlib.compress(bytes(16)),
    b"KIOSK-PICTURE 1 90000 90000 x\n" + zlib.compress(bytes(16)),
    b"KIOSK-PICTURE 1 two 2 x\n",
]


@pytest.mark.parametrize("data", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_no_picture(
    tmp_path: Path, shower: ModuleType, data: bytes
) -> None:
    path = tmp_path / FILE
    path.write_bytes(data)
    assert shower.read(str(path)) is None


def test_a_pipe_is_not_waited_for(tmp_path: Path, shower: ModuleType) -> None:
    os.mkfifo(tmp_path / FILE)
    assert shower.read(str(tmp_path / FILE)) is None


def test_a_card_that_cannot_be_drawn_on_gives_way_to_the_next(
    tmp_path: Path, shower: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Card:
        width, height = 2, 2

        def __init__(self, path: str) -> None:
            self.name = Path(path).name

        def show(self, picture: object) -> str:
            if self.name == "card0":
                raise PermissionError(13, "Permission denied")
            return "shown"

        def close(self) -> None:
            closed.append(self.name)

    closed: list[str] = []
    for name in ("card0", "card1"):
        (tmp_path / name).touch()
    monkeypatch.setattr(shower, "CARDS", str(tmp_path / "card*"))
    monkeypatch.setattr(shower, "Panel", Card)
    panel, shown = next(shower.drawn_on((1, 1, bytes(4))))
    assert (panel.name, shown, closed) == ("card1", "shown", ["card0"])


@pytest.mark.parametrize(
    ("width", "height"), [*itertools.product((1, 3, 4, 9), repeat=2)]
)
def test_every_panel_is_filled_to_its_edge(
    shower: ModuleType, width: int, height: int
) -> None:
    dot, ground = b"\x01\x02\x03\x00", b"\x09\x09\x09\x00"
    pixels = (ground * 4) + (ground + dot * 2 + ground) * 2 + (ground * 4)
    rows = list(shower.fitted((4, 4, pixels), width, height))
    assert [len(row) for row in rows] == [width * 4] * height
    if width >= 4 and height >= 4:
        assert b"".join(rows).count(dot) == 4


def never_up() -> Still:
    """Return the picture for a machine whose program never came up."""
    return still(closed_picture(studio("portrait"), "社会保障卡自助服务", "", "12333"))


def test_the_shipped_picture_is_as_it_would_be_painted_now(shower: ModuleType) -> None:
    """Else: python -m tests.machine.test_closed_picture."""
    kept = shower.read(str(SHIPPED))
    picture = never_up()
    assert kept == (picture.width, picture.height, picture.pixels)


def test_the_shower_needs_nothing_of_the_kiosk() -> None:
    text = SHOWER.read_text("utf-8")
    names = {
        line.split()[1].partition(".")[0]
        for line in text.splitlines()
        if line.lstrip().startswith(("import ", "from "))
    }
    assert names <= sys.stdlib_module_names


if __name__ == "__main__":
    SHIPPED.write_bytes(as_file(b"shipped", never_up()))
