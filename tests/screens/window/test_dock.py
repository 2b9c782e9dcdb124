"""The dock beside the kiosk: its keys say commands, below it shows what is around."""

from functools import partial
from pathlib import Path

import pygame
import pytest

from kiosk.devices.printer.printer_port import JobState
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.window.dock import PLACES, Dock
from kiosk.screens.window.dock_news import DockNews, PaperView
from kiosk.settings.texts import load_texts
from tests.screens.samples import SAMPLES
from tests.screens.window.test_window import Running, mouse


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("state", JobState)
def test_every_state_of_a_print_job_has_a_word(language: str, state: JobState) -> None:
    assert load_texts(language)(f"dock__job_{state}")


def press(running: Running, button: Button) -> None:
    """Click a button of the dock, which begins right of the kiosk."""
    x, y = button.rect.center
    running.post(mouse(pygame.MOUSEBUTTONDOWN, (540 + x, y)))
    running.post(mouse(pygame.MOUSEBUTTONUP, (540 + x, y)))
    running.describe()


@pytest.mark.parametrize(
    ("place", "commands"),
    [
        (
            "antenna",
            [
                {"do": "card", "insert": "lin", "slot": "contactless"},
                {"do": "card", "insert": "bank", "slot": "contactless"},
                {"do": "card", "remove": True, "slot": "contactless"},
            ],
        ),
        (
            "idcard",
            [
                {"do": "idcard", "put": "lin"},
                {"do": "card", "insert": "bank"},
                {"do": "idcard", "take": True},
            ],
        ),
    ],
)
def test_the_dock_puts_cards_where_it_was_told(
    place: str, commands: list[dict[str, object]]
) -> None:
    said: list[dict[str, object]] = []
    dock = Dock([("lin", "林")], said.append, strange=("bank",))
    running = Running(dock=dock)
    try:
        running.show(SAMPLES["home"])
        running.describe()
        (chosen,) = [b for b in dock.tree.buttons if b.action == {"place": place}]
        press(running, chosen)
        for button in [b for b in dock.tree.buttons if b.action in commands]:
            press(running, button)
        assert said == sorted(commands, key=lambda one: "insert" in one or "put" in one)
    finally:
        running.end()


def test_the_dock_shows_the_paper_the_queue_and_the_center(tmp_path: Path) -> None:
    paper = pygame.Surface((100, 400), depth=8)
    paper.set_palette([(n, n, n) for n in range(256)])
    paper.fill(255)
    paper.fill(0, (0, 396, 100, 4))
    pygame.image.save(paper, tmp_path / "paper.png")
    dock = Dock([("lin", "林")], lambda command: None, language="en")
    running = Running(dock=dock)
    try:
        running.show(SAMPLES["home"])
        running.describe()
        jobs = ((7, "sending", 2), (6, "unknown", 1))
        for growing in (True, False):
            news = DockNews(
                *(str(tmp_path / "paper.png"), "1", growing, True),
                *(jobs, (("event", 5),)),
            )
            running.do(partial(dock.report, news))
            assert dock.tree.overflow == 0
            said = " ".join(dock.tree.texts())
            assert "No. 7 sending (copy 2)" in said
            assert "A slip waits" in said
            assert "events 5" in said
            (view,) = [w for w in dock.tree.root.walk() if isinstance(w, PaperView)]
            shown = running.do(partial(picture_of, running, view))
            assert sum(shown) > 1000
        running.do(lambda: dock.report(DockNews()))
        assert running.do(partial(picture_of, running, view)) == (0, 0)
    finally:
        running.end()


def picture_of(running: Running, view: PaperView) -> tuple[int, int]:
    """Return how many white and black dots stand where the dock's paper is."""
    running.window._paint()
    where = view.rect.move(540, 0)
    part = running.window._surface.subsurface(where)
    mask = pygame.mask.from_threshold(part, (255, 255, 255), (2, 2, 2))
    black = pygame.mask.from_threshold(part, (0, 0, 0), (60, 60, 60))
    return mask.count(), black.count()


def test_dock_says_commands_and_leaves_the_kiosk_alone(tmp_path: Path) -> None:
    said: list[dict[str, object]] = []
    dock = Dock([("lin", "林：普通"), ("wu", "吴：锁卡")], said.append)
    running = Running(dock=dock)
    try:
        running.show(SAMPLES["home"])
        running.describe()
        keys = {str(button.action): button for button in dock.tree.buttons}
        places = [keys.pop(str({"place": place})) for place in reversed(PLACES)]
        for place in places:  # the slot is the last of them
            press(running, place)
        for button in keys.values():
            press(running, button)
        assert {"do": "card", "insert": "lin"} in said
        assert {"do": "card", "remove": True} in said
        assert {"do": "printer", "paper": "out"} in said
        assert {"do": "printer", "power_dip": 0} in said
        assert {"do": "printer", "take": True} in said
        assert {"do": "center", "online": False} in said
        assert {"do": "clock", "forward": 60} in said
        assert len(said) == len(keys)
        assert running.answers == []
        assert running.touches == 0
        assert dock.tree.overflow == 0
        running.do(lambda: dock.say("ok", ["card: lin"]))
        assert any("card: lin" in text for text in dock.tree.texts())
        running.do(lambda: running.window.screenshot(tmp_path / "kiosk.png"))
        assert pygame.image.load(tmp_path / "kiosk.png").get_size() == (540, 960)
    finally:
        running.end()
