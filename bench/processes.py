"""What processes cost together: memory, time on a CPU, wake-ups.

Read from /proc alone. A browser is a dozen processes: `tree` finds them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """Sums over processes, since their start."""

    cpu: float
    """Seconds on a CPU, from the scheduler: it counts nanoseconds, not ticks."""
    wakeups: int
    """How often a thread gave the CPU away by itself and so was woken again."""


def tree(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            parent = _parent(entry)
            children.setdefault(parent, []).append(int(entry.name))
    found = [pid]
    for known in found:
        found.extend(children.get(known, []))
    return found


def _parent(entry: Path) -> int:
    """Return the parent's number; 0 for a process that is gone by now."""
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _read(pid: int, name: str) -> Iterator[str]:
    """Yield a file's text of every thread that is still there."""
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            yield (task / name).read_text()
    except OSError:
        return


def cost(processes: Iterable[int]) -> Cost:
    """Return what all threads of the processes have used so far."""
    cpu, wakeups = 0, 0
    for process in processes:
        cpu += sum(int(text.split()[0]) for text in _read(process, "schedstat"))
        for text in _read(process, "status"):
            found = re.search(r"^voluntary_ctxt_switches:\s+(\d+)", text, re.MULTILINE)
            wakeups += int(found.group(1)) if found else 0
    return Cost(cpu / 1e9, wakeups)


def pss(processes: Iterable[int]) -> float:
    """Return the proportional set size in MiB: what is shared is shared out."""
    total = 0
    for process in processes:
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text()
        except OSError:
            continue
        found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
        total += int(found.group(1)) if found else 0
    return total / 1024
