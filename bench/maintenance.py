"""Measures the technician's pages: every tool healthy, then with every part dead.

`python -m bench.maintenance` needs the demo's parts. A page counts from the touch to
its description, which is there once it is laid out and painted. The healthy machine is
the peer: what a dead part adds is the difference of both columns.
"""

import statistics
import tempfile
import time
from pathlib import Path

from kiosk.machine.demo.scripted_person import Walk
from tests.rig import Kiosk, Stage, come_in

GOAL_MS = 300.0
ROUNDS = 5
DEAD: tuple[dict[str, object], ...] = (
    {"do": "printer", "silent": True},
    {"do": "center", "mode": "hang"},
    {"do": "reader", "frozen": True},
)


def main() -> None:
    """Print how long each tool takes to come up, well and dead, in milliseconds."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as name:
        folder = Path(name)
        stage = Stage(folder / "stage", "TEST-001")
        kiosk = Kiosk(folder, stage)
        try:
            kiosk.enrol(stage.ready["code"])
            walk = kiosk.start()
            walk.until("attract")
            come_in(walk)
            well = measured(walk)
            for fault in DEAD:
                stage.ask(**fault)
            time.sleep(15)
            dead = measured(walk)
            stage.ask(do="reader", frozen=False)
            show(well, dead)
        finally:
            kiosk.stop()
            stage.close()


def measured(walk: Walk) -> dict[str, float]:
    """Return the usual time from a touch to each tool's page, and back to the list."""
    found: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        found.setdefault("tools", []).append(_timed(walk, "tools", "tool-tools"))
        for part in range(int(walk.ask(do="describe")["parts"])):
            for tool in _tools(walk, part):
                timed = _timed(walk, f"item-{tool}", f"tool-{tool}")
                found.setdefault(tool, []).append(timed)
                walk.tap("back")
                walk.until("tool-tools")
        walk.tap("back")
        walk.until("tool-overview")
    return {tool: statistics.median(times) for tool, times in found.items()}


def _tools(walk: Walk, part: int) -> list[str]:
    """Turn to a part of the list and return the tools there."""
    while (shown := int(walk.ask(do="describe")["part"])) != part:
        walk.tap("next" if shown < part else "previous")
    seen = walk.ask(do="describe")["buttons"]
    names = [str(button["name"]) for button in seen]
    return [name.removeprefix("item-") for name in names if name.startswith("item-")]


def _timed(walk: Walk, button: str, page: str) -> float:
    began = time.monotonic()
    walk.tap(button)
    while walk.ask(do="describe")["page"] != page:
        if time.monotonic() - began > 10:
            raise SystemExit(f"{page} did not come")
    return 1000 * (time.monotonic() - began)


def show(well: dict[str, float], dead: dict[str, float]) -> None:
    """Print both columns and whether the goal is met."""
    print(f"{'page':<12} {'well':>8} {'dead':>8}   ms")
    for tool, time_well in well.items():
        print(f"{tool:<12} {time_well:>8.0f} {dead[tool]:>8.0f}")
    worst = max(dead.values())
    met = "met" if worst <= GOAL_MS else "NOT met"
    print(f"slowest with every part dead {worst:.0f} ms; goal {GOAL_MS:.0f} ms: {met}")


if __name__ == "__main__":
    main()
