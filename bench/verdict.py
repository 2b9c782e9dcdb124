"""Prints what was measured and which goals it meets.

A goal that needs a program which was not there is said to be open, never met.
"""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bench.watch import Program

OURS, BROWSER, QT = "ours", "chromium", "qwidget"
Figure = Callable[[Program], float]


def part(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def tap_ms(program: Program) -> float:
    """Return the usual time from press to pixel in milliseconds."""
    return 1000 * statistics.median(program.taps)


def first_ms(program: Program) -> float:
    """Return the usual time from exec to the key's colour in milliseconds."""
    return 1000 * statistics.median(program.first)


def memory(program: Program) -> float:
    """Return the usual memory in MiB."""
    return statistics.median(program.memory)


def idle(program: Program) -> float:
    """Return the usual share of a CPU while nobody is there, in percent."""
    return 100 * statistics.median(program.idle)


def wakeups(program: Program) -> float:
    """Return the usual wake-ups a second while nobody is there."""
    return statistics.median(program.wakeups)


COLUMNS: dict[str, Figure] = {
    "tap ms": tap_ms,
    "p95": lambda p: 1000 * part(p.taps, 0.95),
    "page ms": lambda p: 1000 * statistics.median(p.switches),
    "first ms": first_ms,
    "its CPU ms": lambda p: 1000 * statistics.median(p.work),
    "PSS MiB": memory,
    "idle %": idle,
    "wake/s": wakeups,
}


@dataclass(frozen=True)
class Goal:
    """A figure of ours against a share of another program's, or a plain limit."""

    what: str
    figure: Figure
    limit: float
    against: str = ""


GOALS = (
    Goal("tap", tap_ms, 1 / 3, BROWSER),
    Goal("PSS", memory, 1 / 5, BROWSER),
    Goal("first frame", first_ms, 1 / 2.5, BROWSER),
    Goal("tap", tap_ms, 1.2, QT),
    Goal("idle CPU %", idle, 0.1),
    Goal("idle wake-ups/s", wakeups, 5),
)


def report(programs: Sequence[Program], within: Mapping[str, float]) -> bool:
    """Print all tables; tell whether no goal was missed."""
    print(f"{'':12}" + "".join(f"{name:>11}" for name in COLUMNS) + "   missed taps")
    for program in programs:
        cells = "".join(f"{figure(program):11.2f}" for figure in COLUMNS.values())
        print(f"{program.name:12}{cells}   {program.missed}")
    print("first frame, each round:")
    for program in programs:
        rounds = " ".join(f"{1000 * seconds:.0f}" for seconds in program.first)
        print(f"  {program.name:10} {rounds}")
    print("inside our process:")
    for name, milliseconds in within.items():
        print(f"  {milliseconds:8.2f} ms  {name}")
    known = {program.name: program for program in programs}
    return all([judged(goal, known) for goal in GOALS])


def judged(goal: Goal, programs: Mapping[str, Program]) -> bool:
    """Print one goal; tell whether it was not missed."""
    ours = goal.figure(programs[OURS])
    if not goal.against:
        print(f"goal {goal.what} <= {goal.limit:g}: {ours:.2f}", end=" ")
    else:
        wanted = f"goal {goal.what} <= {goal.limit:.2f} x {goal.against}:"
        other = programs.get(goal.against)
        if other is None:
            print(wanted, "open, it was not measured")
            return True
        ours /= goal.figure(other)
        print(wanted, f"{ours:.3f}", end=" ")
    met = ours <= goal.limit
    print("met" if met else "MISSED")
    return met
