"""What may go wrong with a printer, its line and its power, as it strikes and heals.

A fault that needs hands heals after `HANDS` seconds; power and noise by themselves.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from kiosk.devices.virtual.printer.line_noise import LineNoise
from tests.devices.printer.sweep.world import Strike, World

HANDS = 8.0
"""Seconds until somebody has put paper in or shut the lid: longer than the kiosk's
patience with silence, so that it has decided before."""

_SHARE = 0.05
_NOISE_S = 2.0


def _heal_by_hand(world: World) -> None:
    world.sensors.paper = "ok"
    world.sensors.roll_mm = float("inf")
    world.sensors.cover = "closed"
    world.sensors.failure = "none"


def _hands(strike: Callable[[World], None]) -> Strike:
    def struck(world: World) -> None:
        strike(world)
        world.later(HANDS, _heal_by_hand)

    return struck


def _paper(world: World) -> None:
    world.sensors.paper = "out"


def _cover(world: World) -> None:
    world.sensors.cover = "open"


def _cutter(world: World) -> None:
    world.sensors.failure = "cutter"


def _jam(world: World) -> None:
    world.sensors.failure = "jam"


def _knife(world: World) -> None:
    world.sensors.knife_sticks = True
    world.later(HANDS / 2, lambda after: setattr(after.sensors, "knife_sticks", False))


def _dropped(world: World) -> None:
    world.works.habits = replace(world.works.habits, drops_at_end=True)
    _paper(world)


def _ignored_clear(world: World) -> None:
    world.works.ignores_clear = True
    world.sensors.paper = "out"


def _silence(world: World) -> None:
    world.silent = True
    world.later(HANDS, lambda after: setattr(after, "silent", False))


def _vanish(world: World) -> None:
    world.pull()
    world.later(HANDS, World.plug)


def _dip(world: World, seconds: float) -> None:
    world.works.dip(world.now, seconds)


def _dying(world: World, seconds: float) -> None:
    """Lose the power, and say one zero byte as the line goes down with it."""
    _dip(world, seconds)
    world.stray(0x00)


def _late(world: World) -> None:
    world.works.answers.seconds = 0.6
    world.later(HANDS, lambda after: setattr(after.works.answers, "seconds", 0.0))


def _noise(world: World, way: str) -> None:
    world.noise[way] = LineNoise(_SHARE, world.wired + world.works.carried)
    quiet = LineNoise(0.0)
    world.later(_NOISE_S, lambda after: after.noise.__setitem__(way, quiet))


def _stray(world: World, byte: int) -> None:
    world.stray(byte)


FAULTS: dict[str, Strike] = {
    "paper end": _hands(_paper),
    "paper end, dropped": _hands(_dropped),
    "cover": _hands(_cover),
    "cutter": _hands(_cutter),
    "jam": _hands(_jam),
    "knife sticks": _hands(_knife),
    "ignored clear": _hands(_ignored_clear),
    "silence": _silence,
    "vanish": _vanish,
    "off 0 s": partial(_dip, seconds=0.0),
    "off 0.2 s": partial(_dip, seconds=0.2),
    "off 1 s": partial(_dip, seconds=1.0),
    "off 3 s": partial(_dip, seconds=3.0),
    "off 0.2 s and 00": partial(_dying, seconds=0.2),
    "off 3 s and 00": partial(_dying, seconds=3.0),
    "noise to it": partial(_noise, way="out"),
    "noise from it": partial(_noise, way="in"),
    "stray 00": partial(_stray, byte=0x00),
    "stray 12": partial(_stray, byte=0x12),
    "stray 37": partial(_stray, byte=0x37),
    "late": _late,
    "killed": World.kill,
}

POWER = frozenset(name for name in FAULTS if name.startswith("off"))
GARBLED = frozenset(name for name in FAULTS if name.startswith("noise"))
