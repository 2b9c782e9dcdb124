"""Machines of a city that is nowhere, as a center would know them.

All of it is drawn from one seed: the same number of machines is the same fleet.
"""

from datetime import UTC, datetime
from random import Random
from typing import NamedTuple

import msgspec

from kiosk.center.fleet.fleet_state import assess
from kiosk.sync.wire.downward.editions_wire import EditionKind
from kiosk.sync.wire.downward.pulse_wire import EditionPlace, PartPulse, Pulse

_SEED = 15
_DISTRICTS = (
    *("示例", "样板", "青石", "云川", "临江", "东湖", "西山", "南桥"),
    *("北苑", "金桂", "白鹭", "红枫", "长堤", "新渡", "老街", "双塔"),
)
_KINDS = ("政务服务中心", "社保服务大厅", "街道便民中心", "人民医院", "银行网点")
_CORNERS = ("一楼入口左侧", "一楼服务台旁", "二楼电梯口", "三楼缴费区", "自助服务区")
_VERSIONS = ("0.1.0", "0.1.0", "0.1.0", "0.1.0", "0.1.0", "0.0.9", "0.2.0")
PARTS = ("reader", "printer", "center", "store", "screen", "clock")
_FAULTS = (
    *(("printer", "bad", "P02"), ("printer", "bad", "P04"), ("printer", "bad", "P01")),
    *(("center", "warning", "N02"), ("printer", "warning", "P07")),
    *(("clock", "bad", "T01"), ("printer", "bad", "P03"), ("reader", "bad", "R01")),
)


class InventedMachine(NamedTuple):
    """One machine and what it last said."""

    kiosk: str
    heard: float | None
    pulse: Pulse
    severity: int
    reasons: str


def invented_machines(machines: int, now: float) -> list[InventedMachine]:
    """Return so many machines: most are well, some need somebody."""
    random = Random(_SEED)  # noqa: S311
    found: list[InventedMachine] = []
    dark = set(random.sample(range(max(1, machines // 40)), k=machines // 2000 or 0))
    for number in range(machines):
        hall = number // 40 if machines > 400 else number // 12
        pulse = _pulse(random, hall, number, machines)
        heard = now - 2_400 - hall if hall in dark else _heard(random, now, machines)
        found.append(
            InventedMachine(
                *(f"sl-{number + 1:05d}", heard, _at(pulse, heard or now)),
                *_judged(pulse),
            )
        )
    return found


def hall_name(hall: int) -> str:
    """Return the name of a hall; the first is the one of all examples."""
    if hall == 0:
        return "示例市第一服务大厅"
    district = _DISTRICTS[hall % len(_DISTRICTS)]
    kind = _KINDS[hall // len(_DISTRICTS) % len(_KINDS)]
    turn = hall // (len(_DISTRICTS) * len(_KINDS))
    return f"{district}{kind}" + (f"{turn + 1}号点" if turn else "")


def _judged(pulse: Pulse) -> tuple[int, str]:
    severity, reasons = assess(pulse)
    return int(severity), " ".join(reasons)


def _at(pulse: Pulse, heard: float) -> Pulse:
    at = datetime.fromtimestamp(heard, UTC)
    return msgspec.structs.replace(pulse, at=at)


def _heard(random: Random, now: float, machines: int) -> float | None:
    luck = random.random()
    if machines > 20 and luck < 0.002:
        return None
    if machines > 20 and luck < 0.008:
        return now - random.choice((700, 2400, 5400, 90_000, 400_000))
    return now - random.uniform(1, 58)


def _pulse(random: Random, hall: int, number: int, machines: int) -> Pulse:
    broken = random.choice(_FAULTS) if random.random() < 0.02 else None
    if machines == 1:
        broken = ("printer", "warning", "P07")
    parts = tuple(
        PartPulse(part, *_health(part, broken), age=random.randrange(1, 25))
        for part in PARTS
    )
    paper = random.randrange(12_000, 80_000) if random.random() > 0.03 else 6_400
    last = Pulse(
        boot=f"b{number}",
        number=random.randrange(2, 9000),
        sure=True,
        up=random.randrange(400, 900_000),
        version=random.choice(_VERSIONS),
        site=hall_name(hall),
        place=_CORNERS[number % len(_CORNERS)],
        state=random.choice(("open", "open", "open", "visit")),
        parts=parts,
        waiting=random.choice((0, 0, 0, 0, 2, 5)),
        waiting_s=random.choice((0, 0, 0, 12)),
        paper_mm=6_400 if machines == 1 else paper,
        certificate_days=random.randrange(20, 90) if random.random() > 0.005 else 6,
        offset_ms=random.randrange(-900, 900),
        disk_mb=random.randrange(3000, 60_000),
        editions=(
            EditionPlace(EditionKind.REGION, 3),
            EditionPlace(EditionKind.NOTICES, random.choice((7, 7, 7, 6))),
        ),
    )
    if random.random() < 0.004:
        return msgspec.structs.replace(last, state="closed")
    if random.random() < 0.003:
        return msgspec.structs.replace(last, waiting=480, waiting_s=9_000)
    return last


def _health(part: str, broken: tuple[str, str, str] | None) -> tuple[str, str]:
    if broken is None or broken[0] != part:
        return "ok", ""
    return broken[1], broken[2]
