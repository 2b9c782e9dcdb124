"""The window system's edges: which driver, its environment, and a sleep that sleeps.

Everything here was measured: see the comments. No page, no widget.
"""

import ctypes
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pygame

from kiosk.domain.faults import Fault, SetupError

Wait = Callable[[float], None]
"""Sleep at most so many seconds, less when an event comes."""


def choose_driver(video: str, environment: Mapping[str, str]) -> str:
    """Return SDL's name of the driver for the `panel.video` setting."""
    if video != "auto":
        return video
    named = environment.get("SDL_VIDEODRIVER", "")
    if named:
        return named.lower()
    if environment.get("DISPLAY"):
        return "x11"
    return "wayland" if environment.get("WAYLAND_DISPLAY") else "kmsdrm"


def driver_environment(driver: str) -> dict[str, str]:
    """Return what SDL must find in the environment before the display opens."""
    wanted = {"SDL_VIDEODRIVER": driver, "SDL_NO_SIGNAL_HANDLERS": "1"}
    if driver == "x11":
        # Without this SDL draws its "software" window through OpenGL: a hundred
        # times slower per key and four times the memory on a machine without GPU.
        wanted["SDL_FRAMEBUFFER_ACCELERATION"] = "0"
        wanted["SDL_VIDEO_WINDOW_POS"] = "0,0"
    elif driver == "kmsdrm":
        # The default picks desktop OpenGL and then shows black without an error.
        wanted["SDL_FRAMEBUFFER_ACCELERATION"] = "opengles2"
    return wanted


def open_display(video: str) -> str:
    """Open SDL's display with the right environment; return the driver's name.

    :raises DisplayMissing: when the driver cannot be opened.
    """
    driver = choose_driver(video, os.environ)
    os.environ.pop("SDL_FRAMEBUFFER_ACCELERATION", None)
    os.environ.update(driver_environment(driver))
    with display_errors(driver):
        pygame.display.init()
    return driver


class DisplayMissing(SetupError):
    """There is nothing to draw on; the text says what was tried."""

    fault = Fault.DISPLAY_MISSING


@contextmanager
def display_errors(driver: str) -> Iterator[None]:
    """Turn SDL's refusal into a sentence.

    :raises DisplayMissing: in place of `pygame.error`.
    """
    try:
        yield
    except pygame.error as error:
        raise DisplayMissing(
            f"No display could be opened with {driver} ({error}). Look whether the "
            "panel is on and connected, and whether this user may use it (the groups "
            "video, render and input); panel.video names another way."
        ) from error


def sleeper(driver: str, news: threading.Event) -> Wait:
    """Return how the loop sleeps with a driver.

    pygame's own `event.wait` wakes a thousand times a second. SDL's wait truly
    sleeps, but not without a window system: there no touch can come anyway, and the
    loop sleeps on `news` alone.
    """
    if driver in ("dummy", "offscreen"):

        def wait_for_news(seconds: float) -> None:
            news.wait(seconds)

        return wait_for_news
    library = _loaded_sdl()
    if library is None:

        def wait_in_pygame(seconds: float) -> None:
            event = pygame.event.wait(max(1, round(seconds * 1000)))
            if event.type != pygame.NOEVENT:
                pygame.event.post(event)

        return wait_in_pygame
    wait = library.SDL_WaitEventTimeout
    wait.argtypes, wait.restype = [ctypes.c_void_p, ctypes.c_int], ctypes.c_int

    def wait_in_sdl(seconds: float) -> None:
        if not news.is_set():
            wait(None, max(1, round(seconds * 1000)))

    return wait_in_sdl


def _loaded_sdl() -> ctypes.CDLL | None:
    """Return the SDL library that pygame itself has loaded, None when not found."""
    try:
        maps = Path("/proc/self/maps").read_text("utf-8")
    except OSError:
        return None
    for line in maps.splitlines():
        path = line.split(maxsplit=5)[-1]
        if "libSDL2-2" in path or "libSDL2.so" in path:
            return ctypes.CDLL(path)
    return None


def sdl_version() -> str:
    """Return the version of SDL that is drawn with."""
    return ".".join(map(str, pygame.get_sdl_version()))
