"""One case: a person's receipt with a fault in it, again, and the next person's.

The people do what people do: whoever has no receipt asks again, marked as a further
copy when some of the first may be on paper, or goes away; then the next one prints.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.devices.printer.printer_port import JobState
from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.serial.delivery import Delivery, DeliveryOutcome
from kiosk.devices.printer.serial.talk import Talk
from kiosk.devices.printer.typesetting.receipt_elements import Code, Receipt, TextLine
from kiosk.devices.printer.typesetting.segments import build_job
from tests.devices.printer.sweep.world import VOID, Place, Strike, World

ON_THE_WAY = (JobState.QUEUED, JobState.SENDING, JobState.SENT)
FIRST, NEXT, COPY = "甲", "乙", "补打"
"""The words by which a line on paper is known as one's own."""

_LINES = 5
_URL = "https://kiosk.example.invalid/v/99A7-0031-5K2M"
_PATIENCE = 60.0
_TRIES = 12
_BETWEEN = 5.0


def first(lines: int = _LINES, code: bool = False) -> Receipt:
    """Return the receipt that the fault strikes, with a QR code at its end or not."""
    words = [TextLine(f"{FIRST}{n:03}") for n in range(lines)]
    return Receipt("a", (*words, Code(_URL)) if code else tuple(words))


def copy_of(receipt: Receipt) -> Receipt:
    """Return it as a further copy."""
    return Receipt("a", (TextLine(COPY), *receipt.elements))


def following() -> Receipt:
    """Return the next person's receipt."""
    return Receipt("b", tuple(TextLine(f"{NEXT}{n:03}") for n in range(2)))


@dataclass
class Told:
    """A job, what the kiosk was told of it, and what should be on its paper."""

    text: str
    outcomes: list[DeliveryOutcome] = field(default_factory=list)
    sending_at: float = float("inf")
    ended_at: float = float("inf")

    @property
    def end(self) -> JobState | None:
        """Return the last end that was told, None while there is none."""
        ends = [o.state for o in self.outcomes if o.state not in ON_THE_WAY]
        return ends[-1] if ends else None


@dataclass(frozen=True)
class Case:
    """One fault at one place."""

    profile: PrinterProfile
    baud: int
    place: Place
    at: int
    strike: Strike
    again: bool
    """Whether the first person asks again, or goes away."""
    receipt: Receipt = field(default_factory=first)
    talk: Callable[..., Talk] = Talk


@dataclass
class Played:
    """A case that was played: the jobs, and all paper at its end."""

    world: World
    first: Told
    copy: Told | None
    next: Told
    size: int
    """Bytes of the first receipt's job."""


def play(case: Case) -> Played:
    """Let the case happen from a healthy start to a quiet end."""
    world = World(case.profile, case.baud, case.talk)
    world.run(lambda: world.talk.status.fault is None, 30)
    world.strike(case.place, case.at, case.strike)
    told = _print(world, case.receipt, 1)
    world.run(lambda: told.end is not None or world.killed_at is not None, _PATIENCE)
    world.hit_now()
    if world.killed_at is not None and told.end is None:
        # The next start finds the row in the middle: nobody knows how it ended.
        told.outcomes.append(DeliveryOutcome(JobState.UNKNOWN))
    world.rest(1.0)
    copy: Told | None = None
    if case.again and told.end not in (JobState.CONFIRMED, JobState.ASSUMED):
        touched = told.end is not JobState.REFUSED
        wanted = copy_of(case.receipt) if touched else case.receipt
        copy = _until_taken(world, wanted, 2)
    elif world.killed_at is not None:
        world.rest(10.0)  # a program needs a while to start, and a person to come
    after = _until_taken(world, following(), 3 + _TRIES)
    world.rest(20.0)
    job = build_job(case.receipt, case.profile, 1, VOID)
    size = job.size + sum(len(o.commands) for o in job.proof.openings[:1])
    return Played(world, told, copy, after, size)


def _until_taken(world: World, receipt: Receipt, number: int) -> Told:
    """Print, and try again later whenever the kiosk refuses."""
    for attempt in range(_TRIES):
        told = _print(world, receipt, number + attempt)
        world.run(lambda told=told: told.end is not None, _PATIENCE)  # type: ignore[misc]
        if told.end is not JobState.REFUSED:
            break
        world.rest(_BETWEEN)
    world.rest(1.0)
    return told


def _print(world: World, receipt: Receipt, number: int) -> Told:
    job = build_job(receipt, world.profile, number, VOID)
    told = Told(expected(receipt))

    def tell(outcome: DeliveryOutcome) -> None:
        told.outcomes.append(outcome)
        if outcome.state is JobState.SENDING:
            told.sending_at = world.now
        elif outcome.state not in ON_THE_WAY:
            told.ended_at = min(told.ended_at, world.now)

    world.submit(Delivery(job, world.profile, world.baud, tell))
    return told


def expected(receipt: Receipt) -> str:
    """Return what such a receipt says on paper, without its spaces."""
    words = [
        element.text if isinstance(element, TextLine) else f"[QR:{element.data}]"
        for element in receipt.elements
        if isinstance(element, TextLine | Code)
    ]
    return "".join(words)


def healthy(profile: PrinterProfile, baud: int, receipt: Receipt) -> tuple[int, int]:
    """Return how many bytes a receipt has on the wire and at the head."""
    world = World(profile, baud)
    world.run(lambda: world.talk.status.fault is None, 30)
    world.strike("wire", 1 << 30, lambda _: None)
    told = _print(world, receipt, 1)
    assert world.run(lambda: told.end is not None, _PATIENCE)
    assert told.end in (JobState.CONFIRMED, JobState.ASSUMED)
    return world.wired, world.works.carried
