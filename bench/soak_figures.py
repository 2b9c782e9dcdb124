"""What a soak is judged by: slopes, counts, both ends' events, and residues.

Every figure has a bound; a figure that could not be taken has missed it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.verdict import part
from kiosk.center.upload.stored import stored_events, verify_stored
from kiosk.devices.virtual.people.cast import Person, load_people
from tests.faults.test_memory import memory, secrets
from tests.rig import Kiosk

MOST_KB = 4.0
"""Of memory a visitor, after the warm-up and beside what the line cannot tell."""
MOST_DOUBT_KB = 20.0
"""With fewer visitors the line tells nothing, and nothing is met."""
SLOWER, SLACK_MS = 1.5, 20.0
"""The last touches' p99 may be so many times the first ones', and so much more."""
MORE_FILES, MORE_THREADS = 3, 1


@dataclass(frozen=True)
class Sample:
    """The program between two visitors."""

    visitor: int
    rss_kb: int
    files: int
    threads: int


@dataclass(frozen=True)
class Verdict:
    """One measure against its bound."""

    what: str
    figure: str
    bound: str
    met: bool

    def __str__(self) -> str:
        """Return the line that is printed."""
        said = "met" if self.met else "MISSED"
        return f"{self.what}: {self.figure} (bound {self.bound}) {said}"


@dataclass
class Findings:
    """What a soak has gathered so far."""

    samples: list[Sample] = field(default_factory=list)
    met: list[str] = field(default_factory=list)
    """The fault that each visitor met."""
    touches: list[float] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    """What was found of a visitor who was there: a blind search finds no residue."""
    residues: list[str] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)
    """Visits that did not go as they should, each with its fault."""


def sample(pid: int, visitor: int) -> Sample:
    """Look at a process."""
    status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    rss, threads = (
        int(re.findall(rf"^{key}:\s+(\d+)", status, re.MULTILINE)[0])
        for key in ("VmRSS", "Threads")
    )
    files = sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    return Sample(visitor, rss, files, threads)


def canaries(person: Person) -> dict[str, set[bytes]]:
    """Return what a visit must leave nowhere; the PIN as a card is sent it."""
    pin = person.card.pin
    command = bytes.fromhex("0020000003") + bytes.fromhex(pin)
    return {
        **secrets(person),
        "card": {person.card.number.encode()},
        "PIN": {command, f"0020000003{pin}".encode(), f'"{pin}"'.encode()},
    }


def in_memory(pid: int, key: str) -> set[str]:
    """Return which of a person's words a process still holds."""
    return _held(memory(pid), key)


def in_files(folder: Path, key: str) -> set[str]:
    """Return which of a person's words stand in a file of a folder."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return _held((path.read_bytes() for path in files), key)


def _held(parts: Iterable[bytes], key: str) -> set[str]:
    wanted = canaries(load_people()[key])
    return {
        what
        for data in parts
        for what, ways in wanted.items()
        if any(way and way in data for way in ways)
    }


def slope(samples: Sequence[Sample]) -> tuple[float, float]:
    """Return the kB a visitor by least squares, and what the line cannot tell."""
    xs, ys = [s.visitor for s in samples], [s.rss_kb for s in samples]
    count = len(xs)
    middle_x, middle_y = sum(xs) / count, sum(ys) / count
    spread = sum((x - middle_x) ** 2 for x in xs)
    pairs = list(zip(xs, ys, strict=True))
    rise = sum((x - middle_x) * (y - middle_y) for x, y in pairs) / spread
    rest = sum((y - middle_y - rise * (x - middle_x)) ** 2 for x, y in pairs)
    return rise, 2 * (rest / max(1, count - 2) / spread) ** 0.5


def judged(found: Findings) -> list[Verdict]:
    """Return what the program looked like from outside."""
    warm = found.samples[len(found.samples) // 3 :]
    if len(warm) < 3 or len(found.touches) < 4:
        return [Verdict("visitors", str(len(found.samples)), "enough to judge", False)]
    rise, doubt = slope(warm)
    first, last = warm[0], warm[-1]
    some = min(100, len(found.touches) // 2)
    early, late = (
        1000 * part(values, 0.99)
        for values in (found.touches[:some], found.touches[-some:])
    )
    most = SLOWER * early + SLACK_MS
    shown = f"{rise:+.2f} ± {doubt:.2f} kB a visitor"
    # What falls needs no exact figure.
    flat = rise <= MOST_KB + doubt and (
        doubt <= MOST_DOUBT_KB or rise + doubt <= MOST_KB
    )
    steady = f"{MOST_KB:g} kB, known to {MOST_DOUBT_KB:g} kB"
    latency = f"{early:.0f} ms first {some}, {late:.0f} ms last"
    return [
        Verdict("memory", shown, steady, flat),
        _grown("descriptors", first.files, last.files, MORE_FILES),
        _grown("threads", first.threads, last.threads, MORE_THREADS),
        Verdict("touch to page, p99", latency, f"{most:.0f} ms", late <= most),
        Verdict(
            "seen of who is there", ", ".join(found.seen), "some", bool(found.seen)
        ),
        _none("residues", found.residues),
        _none("visits that went astray", found.surprises),
    ]


def _grown(what: str, first: int, last: int, more: int) -> Verdict:
    return Verdict(what, f"{first} -> {last}", f"+{more}", last - first <= more)


def _none(what: str, found: Sequence[str]) -> Verdict:
    return Verdict(what, str(len(found)), "0", not found)


def compared(kiosk: Kiosk, center: Path) -> Verdict:
    """Compare the kiosk's journal with what the center has stored."""
    verified = kiosk.command("journal", "verify").returncode == 0
    listed = kiosk.command("journal", "list", "--last", "100000000").stdout.split("\n")
    own = [(line.split()[0], line.split()[4]) for line in listed if line]
    stored = stored_events(center)
    theirs = [(f"{event.epoch}:{event.seq}", event.kind) for event in stored]
    once = len({event.id for event in stored}) == len(stored)
    whole = verified and verify_stored(center).ok and once and own == theirs
    shown = f"{len(own)} written, {len(theirs)} stored"
    return Verdict("journal against center", shown, "the same, each once", whole)
