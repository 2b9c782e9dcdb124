"""A finger and an eye on an X display: presses buttons, reads single pixels.

Plain Xlib by ctypes, because a tool started for every tap would cost more than the tap
that is measured. It knows no program that is being looked at.
"""

import ctypes
import os
import subprocess
import time
from collections.abc import Callable
from ctypes import c_char_p, c_int, c_uint, c_ulong, c_void_p

_ALL_PLANES = 0xFFFFFFFFFFFFFFFF
_Z_PIXMAP = 2
_LEFT_BUTTON = 1
Spot = tuple[int, int]


def _library(
    name: str, functions: dict[str, tuple[object, list[object]]]
) -> ctypes.CDLL:
    """Load an X library and tell ctypes what its functions take."""
    library = ctypes.CDLL(name)
    for function, (result, arguments) in functions.items():
        known = getattr(library, function)
        known.restype, known.argtypes = result, arguments
    return library


def start_screen() -> tuple[subprocess.Popen[bytes], str]:
    """Start Xvfb on a free display and return it with the display's name."""
    read, write = os.pipe()
    screen = subprocess.Popen(
        [
            *("Xvfb", "-displayfd", str(write), "-nolisten", "tcp"),
            *("-screen", "0", "1080x1920x24"),
        ],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        return screen, f":{told.readline().strip()}"


class Screen:
    """A connection of our own to a display with one screen."""

    def __init__(self, display: str) -> None:
        self._x = _library(
            "libX11.so.6",
            {
                "XOpenDisplay": (c_void_p, [c_char_p]),
                "XDefaultRootWindow": (c_ulong, [c_void_p]),
                "XGetImage": (
                    c_void_p,
                    [c_void_p, c_ulong, *[c_int] * 2, *[c_uint] * 2, c_ulong, c_int],
                ),
                "XGetPixel": (c_ulong, [c_void_p, c_int, c_int]),
                "XDestroyImage": (c_int, [c_void_p]),
                "XSync": (c_int, [c_void_p, c_int]),
                "XCloseDisplay": (c_int, [c_void_p]),
            },
        )
        self._test = _library(
            "libXtst.so.6",
            {
                "XTestFakeMotionEvent": (c_int, [c_void_p, *[c_int] * 3, c_ulong]),
                "XTestFakeButtonEvent": (c_int, [c_void_p, c_uint, c_int, c_ulong]),
            },
        )
        self._display = self._x.XOpenDisplay(display.encode())
        if not self._display:
            raise SystemExit(f"the display {display} cannot be opened")
        self._root = self._x.XDefaultRootWindow(self._display)

    def pixel(self, spot: Spot) -> int:
        """Return what is shown at a spot as 0xRRGGBB."""
        image = self._x.XGetImage(
            self._display, self._root, *spot, 1, 1, _ALL_PLANES, _Z_PIXMAP
        )
        found = self._x.XGetPixel(image, 0, 0)
        self._x.XDestroyImage(image)
        return int(found) & 0xFFFFFF

    def move(self, spot: Spot) -> None:
        """Put the pointer somewhere."""
        self._test.XTestFakeMotionEvent(self._display, -1, *spot, 0)
        self._x.XSync(self._display, 0)

    def button(self, down: bool) -> None:
        """Press or lift."""
        self._test.XTestFakeButtonEvent(self._display, _LEFT_BUTTON, down, 0)
        self._x.XSync(self._display, 0)

    def close(self) -> None:
        """End the connection."""
        self._x.XCloseDisplay(self._display)

    def wait(
        self, spot: Spot, good: Callable[[int], bool], limit: float, pause: float = 0.0
    ) -> float | None:
        """Return when a pixel was first seen as wanted; None when it never was.

        The time is `time.perf_counter()`; without a pause it is read as fast as the
        display answers, about every tenth of a millisecond.
        """
        end = time.perf_counter() + limit
        while True:
            seen = good(self.pixel(spot))
            now = time.perf_counter()
            if seen:
                return now
            if now > end:
                return None
            if pause:
                time.sleep(pause)
