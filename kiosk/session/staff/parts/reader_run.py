"""One run of the reader's self-test: which slot it is about, and what its page says.

Only the slot that is tested counts: a card in the other one proves nothing of it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.devices.card.card_port import SLOT_FAULTS, ReaderStuck, SlotState
from kiosk.devices.card.protocol.transport import CardGone, CardUnreadable, Transport
from kiosk.domain.faults import DeviceError, Fault
from kiosk.session.dialog.ports import Ports
from kiosk.session.pages.record import Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    PartHealth,
    Saying,
    TestOutcome,
    ToolAct,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.parts.waiting import until

HAND_S = 30.0
"""How long a hand may take to put a card in, or to take it out."""


@dataclass(frozen=True, slots=True, repr=False)
class CardTest:
    """A kind of this test, its steps in their order, and what the hand is told."""

    name: str
    steps: tuple[str, ...]
    side: int = 0
    """Which of the slot's accounts it is about: the contacts' or the antenna's."""
    puts: tuple[str, str] = ("put_in", "card_is_in")
    """What is asked for first, and the button that says that it is done."""
    turns: bool = True
    """A card that is not seen may lie the wrong way round."""
    takes: tuple[str, str] = ("take_out", "slot_is_empty")
    own: frozenset[str] = frozenset()
    """Ends that this kind has words of its own for, `said__<name>_<word>`."""


@dataclass(frozen=True, slots=True, repr=False)
class StepEnd:
    """Why a test goes no further, `said__reader_<word>`."""

    outcome: TestOutcome
    word: str
    fault: Fault | None = None


def failed(word: str, fault: Fault | None = None) -> StepEnd:
    """Return an end that is a fault of the machine."""
    return StepEnd(TestOutcome.FAILED, word, fault)


def broken_off(word: str) -> StepEnd:
    """Return an end that proves nothing."""
    return StepEnd(TestOutcome.BROKEN_OFF, word)


def end_of(error: DeviceError) -> StepEnd:
    """Return what a failed command means; a pulled card is the person's hand."""
    if isinstance(error, CardGone):
        return broken_off("pulled")
    if isinstance(error, ReaderStuck):
        return failed("stuck", error.fault)
    if isinstance(error, CardUnreadable):
        return broken_off("mute")
    return failed("lost", error.fault)


class ReaderTest:
    """One run of it: what was seen so far, and what the page says."""

    def __init__(self, desk: Desk, kind: CardTest) -> None:
        self.desk, self.kind = desk, kind
        self.step = kind.steps[0]

    @property
    def counts(self) -> bool:
        """Tell whether the slot's news are those of the slot under test."""
        accounts = self.desk.parts.slot.accounts
        if len(accounts) == 1:
            return self.kind.side == 0
        own = accounts[self.kind.side].event.reader
        return bool(own) and self.desk.parts.dialog.slot.reader == own

    @property
    def state(self) -> SlotState:
        """Return how the slot under test is known to be."""
        slot, accounts = self.desk.parts.dialog.slot, self.desk.parts.slot.accounts
        if self.counts:
            return slot.state
        own = accounts[self.kind.side].event
        # Without a reader nothing tells the slots apart, and there is no card either.
        return own.state if not own.reader or slot.other is None else slot.other

    @property
    def _elsewhere(self) -> bool:
        """Tell whether a card is where this test does not look."""
        there = self.desk.parts.dialog.slot.state is SlotState.CARD
        return there and not self.counts

    def page(self, wanted: str, *acts: str) -> ToolPage:
        """Return the steps so far and what the hand is to do."""
        done = self.kind.steps.index(self.step)
        marks = ("done", PartHealth.OK), ("now", None), ("open", PartHealth.UNKNOWN)
        lines = []
        for number, step in enumerate(self.kind.steps):
            word, health = marks[(number >= done) + (number > done)]
            lines.append(ToolFact(f"reader_{step}", Word("test_step", word), health))
        told: tuple[Saying, ...] = (Saying(Mood.CALM, f"reader_{wanted}"),)
        if self._elsewhere:
            told = (Saying(Mood.CAUTION, "reader_elsewhere"), *told)
        return self.desk.page(
            self.kind.name,
            sayings=told,
            groups=(ToolFacts("test_steps", tuple(lines)),),
            acts=tuple(map(ToolAct, acts)),
        )

    async def hand(self, wanted: str, state: SlotState, says: str) -> StepEnd | None:
        """Wait for the slot to see what a hand is to do.

        :param says: the button with which the person says that it is done already,
            so that the reader is what does not see it.
        """
        answer = await until(
            self.desk,
            lambda: self.page(wanted, says),
            lambda: self.state is state or self.state in SLOT_FAULTS,
            HAND_S,
        )
        if self.state in SLOT_FAULTS:
            return failed("lost", SLOT_FAULTS[self.state])
        if self.state is state:
            return None
        if answer == ActChosen(says):
            # A card in the other slot is a hand's mistake, and no fault of this one.
            return (
                broken_off("other_card")
                if self._elsewhere
                else failed(f"not_{self.step}")
            )
        return broken_off("stopped" if answer is not False else f"time_{self.step}")

    async def talk(self, work: Callable[[Transport], bytes | None]) -> StepEnd | None:
        """Run something harmless against the card; `work` answers None for a refusal.

        :raises DeviceError: never; what it means is the end.
        """
        if not self.counts:
            return broken_off("other_card")
        slot, insertion = self.desk.parts.slot, self.desk.parts.dialog.slot.insertion
        try:
            said = await self.desk.during(slot.run(insertion, work))
        except DeviceError as error:
            return end_of(error)
        return None if said is not None else failed("refused")


def reader_state(parts: Ports) -> Callable[[], object]:
    """Return what tells what ails the slots; a card that comes or goes does not."""
    return lambda: [SLOT_FAULTS.get(one.event.state) for one in parts.slot.accounts]
