"""Walks one receipt through every fault at every place, and counts how it ends."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from kiosk.devices.printer.printer_profile import PrinterProfile, load_printer_profile
from kiosk.devices.printer.serial.talk import Talk
from kiosk.settings.shipped import shipped_config
from tests.devices.printer.sweep.faults import FAULTS
from tests.devices.printer.sweep.story import Case, first, healthy, play
from tests.devices.printer.sweep.variants import variants
from tests.devices.printer.sweep.verdict import COLUMNS, WRONG, judge, plain
from tests.devices.printer.sweep.world import Place

PLACES: tuple[Place, ...] = ("wire", "head")
AFTER = 3
"""Places behind the last byte: while the answer is on its way, and later."""


@dataclass
class Tally:
    """The counts of one profile and one fault, and the cases that went wrong."""

    profile: str
    fault: str
    counts: Counter[str] = field(default_factory=Counter)
    cases: int = 0
    bad: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        """Return how many cases must not be."""
        return sum(self.counts[name] for name in WRONG)

    def row(self) -> list[str]:
        """Return the line of the table."""
        return [
            *(self.profile, self.fault, str(self.cases)),
            *(str(self.counts[name] or ".") for name in COLUMNS),
        ]


def profiles() -> dict[str, PrinterProfile]:
    """Return all shipped profiles by name."""
    path = shipped_config("kiosk.toml")
    names = sorted(found.stem for found in (path.parent / "printers").glob("*.toml"))
    return {name: load_printer_profile(path, name) for name in names}


def all_profiles() -> dict[str, PrinterProfile]:
    """Return the shipped profiles and those between them."""
    shipped = profiles()
    between = variants(shipped["generic-80mm"], shipped["generic-58mm"])
    return {**shipped, **between}


def walk(
    name: str,
    profile: PrinterProfile,
    fault: str,
    *,
    step: int = 1,
    start: int = 0,
    baud: int = 115200,
    lines: int = 5,
    code: bool = False,
    talk: Callable[..., Talk] = Talk,
) -> Tally:
    """Play one fault at every `step`th place of the wire and of the head."""
    receipt = first(lines, code)
    tally = Tally(name, fault)
    ends = dict(zip(PLACES, healthy(profile, baud, receipt), strict=True))
    for place in PLACES:
        for at in range(start, ends[place] + AFTER, step):
            again = at // step % 2 == 0
            case = Case(profile, baud, place, at, FAULTS[fault], again, receipt, talk)
            _count(tally, case)
    return tally


def _count(tally: Tally, case: Case) -> None:
    played = play(case)
    found = judge(played, tally.fault, case.profile.answers.proves)
    tally.cases += 1
    tally.counts.update(found)
    if set(found) & set(WRONG):
        paper = [plain(piece.text) for _, piece in played.world.pieces]
        ends = [outcome.state.value for outcome in played.first.outcomes]
        where = f"{case.place} {case.at} again={case.again}"
        tally.bad.append(
            f"{tally.profile}, {tally.fault}, {where}: {found} {ends} {paper}"
        )


def _walked(given: tuple[str, str, int, int, int, bool]) -> Tally:
    name, fault, step, baud, lines, code = given
    profile = all_profiles()[name]
    return walk(name, profile, fault, step=step, baud=baud, lines=lines, code=code)


def walk_all(
    step: int, baud: int, lines: int, code: bool, names: list[str], workers: int
) -> Iterator[Tally]:
    """Walk all faults of all profiles in several processes, in order."""
    size = (step, baud, lines, code)
    given = [(name, fault, *size) for name in names for fault in FAULTS]
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(_walked, given)


def table(tallies: list[Tally]) -> str:
    """Return the counts as a table in Markdown."""
    head = ["profile", "fault", "cases", *COLUMNS]
    lines = [head, ["---"] * len(head), *(tally.row() for tally in tallies)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
