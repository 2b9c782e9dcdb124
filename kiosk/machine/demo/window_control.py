"""The control socket's commands for the window alone: describe, tap, hold, screenshot.

It acts like a finger and an eye: it has no way around a page.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from kiosk.devices.virtual.jsonlines import CommandRefused, Reply
from kiosk.screens.window.window import Window

T = TypeVar("T")


class WindowControl:
    """Carries out commands; lives on the session thread."""

    def __init__(self, window: Window, stop: Callable[[], None]) -> None:
        self._window, self._stop = window, stop
        self._pictures = 0

    async def handle(self, command: dict[str, Any]) -> Reply:
        """Carry out one command.

        :raises CommandRefused: when it is unknown or cannot be done now.
        """
        match command["do"]:
            case "describe":
                return await self._on_window(self._window.describe)
            case "tap":
                return await self._tap(command)
            case "hold":
                return await self._touch(self._window.hold_corner)
            case "screenshot":
                return await self._screenshot(command)
            case "stop":
                self._stop()
                return {"ok": True}
        raise CommandRefused(f"unknown: do={command['do']!r}; see docs/control.md")

    async def _on_window(self, act: Callable[[], T]) -> T:
        return await asyncio.wrap_future(self._window.call(act))

    async def _tap(self, command: dict[str, Any]) -> Reply:
        name = command.get("button")
        if not isinstance(name, str):
            raise CommandRefused("tap needs button: the name of a button")
        return await self._touch(lambda: self._window.tap(name))

    async def _touch(self, act: Callable[[], str | None]) -> Reply:
        why_not = await self._on_window(act)
        if why_not:
            raise CommandRefused(why_not)
        return {"ok": True}

    async def _screenshot(self, command: dict[str, Any]) -> Reply:
        self._pictures += 1
        path = Path(command.get("path") or f"screenshot-{self._pictures:02d}.png")
        if not path.parent.is_dir():
            raise CommandRefused(f"there is no folder {path.parent}")
        await self._on_window(lambda: self._window.screenshot(path))
        return {"ok": True, "path": str(path)}
