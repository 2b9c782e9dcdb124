"""An update from a stick: copied beside the work, asked for, and what became of it."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.devices.stick.stick_port import Stick
from kiosk.session.pages.page import Answer, ItemChosen, Page, Tap
from kiosk.session.pages.record import Word
from kiosk.session.staff.numbers import update_view
from kiosk.session.staff.numbers.update_view import UpdateView
from kiosk.session.staff.numbers.updates import Updates
from kiosk.session.staff.numbers.versions_tool import versions_page
from kiosk.session.staff.pages import ActChosen, ToolPage
from kiosk.sync.release.release_place import ReleasePlace
from tests.session.staff.desks import desk_of
from tests.sync.release.releases import ARCH, DATA, KEYS, lay, manifest

FILE = manifest().file


class Place:
    """A machine's folders, and a stick."""

    def __init__(self, tmp_path: Path) -> None:
        self.base, self.state = tmp_path / "opt", tmp_path / "state"
        self.wish, self.stick = tmp_path / "run/update-wanted", tmp_path / "stick"
        (self.base / "kept").mkdir(parents=True)
        self.keys = KEYS
        self.updates = self.anew()

    def anew(self) -> Updates:
        """Return what the program knows after its start."""
        place = ReleasePlace(self.base, str(self.base / "kept/0.1.0/venv"))
        return Updates(self.state, lambda: self.keys, ARCH, place, self.wish)

    async def take(self) -> None:
        ended = asyncio.Event()

        def news() -> None:
            if self.updates.percent is None:
                ended.set()

        self.updates.begin(self.stick, news)
        await asyncio.wait_for(ended.wait(), 60)

    @property
    def files(self) -> list[str]:
        return sorted(path.name for path in (self.state / "update").iterdir())


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    lay(made.stick)
    return made


async def test_what_was_taken_is_there_after_a_restart(place: Place) -> None:
    await place.take()
    assert place.updates.fault is None
    assert place.files == [f"{FILE}.deb", f"{FILE}.release"]
    assert place.anew().taken == manifest()
    (place.state / "update" / f"{FILE}.deb").write_bytes(b"half")
    assert place.anew().taken is None


async def test_why_it_was_not_taken_is_known(place: Place) -> None:
    (place.stick / f"{FILE}.deb").write_bytes(DATA[:-5])
    await place.take()
    assert place.updates.fault == "cut"
    place.keys = {}
    await place.take()
    assert place.updates.fault == "no_keys"
    assert place.updates.taken is None


async def test_it_is_asked_for_once_and_gone_when_installed(place: Place) -> None:
    assert not place.updates.ask()
    await place.take()
    assert place.updates.ask()
    assert not place.updates.ask()
    assert place.wish.read_text() == FILE
    place.updates.look()
    assert place.files != []
    (place.base / "serial").write_text("20\n")
    place.updates.look()
    assert place.updates.taken is None
    assert place.files == []


@pytest.mark.parametrize(
    ("result", "gone", "taken", "fault"),
    [
        (f"changed {FILE}", True, False, "changed"),
        (f"on_trial {FILE}", True, True, "on_trial"),
        (f"changed {FILE}", False, True, None),
        ("changed kiosk_0.1.9_amd64", True, True, None),
        ("rubbish", True, True, None),
    ],
)
async def test_what_root_answers_counts_once_the_wish_is_gone(
    place: Place, result: str, gone: bool, taken: bool, fault: str | None
) -> None:
    await place.take()
    place.updates.ask()
    (place.base / "update-result").write_text(result)
    if gone:
        place.wish.unlink()
    place.updates.look()
    assert (place.updates.taken is not None, place.updates.fault) == (taken, fault)


async def test_a_technician_takes_it_and_has_it_installed(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update_view, "is_mounted", lambda folder: True)
    stick = Stick(place.stick, "USB", "vfat", False, 0)
    (place.base / "history").write_text("4 back 0.1.5 0.1.0 printer\n")
    desk, scene = desk_of(tmp_path)
    desk.parts = replace(desk.parts, updates=place.updates)
    pages: list[ToolPage] = []

    def mind(page: Page) -> Answer | None:
        assert isinstance(page, ToolPage)
        pages.append(page)
        names = [saying.name for saying in page.sayings]
        if page.tool == "confirm":
            return ActChosen("yes")
        if "update_asked" in names:
            return Tap.BACK
        if any(act.name == "install_update" for act in page.acts):
            return ActChosen("install_update")
        if page.choices and "update_copying" not in names:
            return ItemChosen(page.choices[0].item)
        return None

    scene.who.mind = mind
    view = UpdateView(desk, place.updates, lambda: (stick,))
    async with asyncio.timeout(60):
        await view.show(lambda: view.over(versions_page(desk, ())))
    assert place.wish.read_text() == FILE
    acts = [e["act"] for kind, e in scene.journal.events if kind == "maintenance.act"]
    assert acts == ["update_begun", "update_now"]
    facts = {fact.name: fact for fact in pages[0].groups[0].facts}
    assert facts["release_own"].value == "0.1.0"
    assert facts["release_back"].value == Word("part", "printer")
    assert facts["release_back"].more == ("0.1.5",)
