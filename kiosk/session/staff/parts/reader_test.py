"""The reader's self-test with a card in the technician's hand, step by step.

Each step proves one cable or part and names it when it fails. What the hand did not do
is broken off, not failed. No PIN and no file of a person is ever asked for.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from kiosk.devices.card.card_port import SLOT_FAULTS, ReaderStuck, SlotState
from kiosk.devices.card.holder.environment import ENVIRONMENT_NAME
from kiosk.devices.card.protocol.apdu import CommandProcessor, Ins, build
from kiosk.devices.card.protocol.transport import CardGone, CardUnreadable, Transport
from kiosk.domain.faults import DeviceError, Fault
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
_RANDOM = 8
_SHORTEST = 2
"""An answer to reset has its first byte and T0; drivers give less for silence."""
_BASIS = ("service", "listed", "absent", "inserted", "atr", "reset")


@dataclass(frozen=True, slots=True, repr=False)
class CardTest:
    """A kind of this test, and its steps in their order."""

    name: str
    steps: tuple[str, ...]


ANY_CARD = CardTest("reader_any_card", (*_BASIS, "removed"))
TEST_CARD = CardTest("reader_test_card", (*_BASIS, "environment", "random", "removed"))


@dataclass(frozen=True, slots=True, repr=False)
class StepEnd:
    """Why a test goes no further, `said__reader_<word>`."""

    outcome: TestOutcome
    word: str
    fault: Fault | None = None


class ReaderTest:
    """One run of it: what was seen so far, and what the page says."""

    def __init__(self, desk: Desk, kind: CardTest) -> None:
        self.desk, self.kind = desk, kind
        self.step = kind.steps[0]
        self.turned = False
        """Whoever stands here was asked to turn the card round."""

    @property
    def state(self) -> SlotState:
        """Return how the slot is known to be."""
        return self.desk.parts.dialog.slot.state

    def page(self, wanted: str, *acts: str) -> ToolPage:
        """Return the steps so far and what the hand is to do."""
        done = self.kind.steps.index(self.step)
        marks = ("done", PartHealth.OK), ("now", None), ("open", PartHealth.UNKNOWN)
        lines = []
        for number, step in enumerate(self.kind.steps):
            word, health = marks[(number >= done) + (number > done)]
            lines.append(ToolFact(f"reader_{step}", Word("test_step", word), health))
        return self.desk.page(
            self.kind.name,
            sayings=(Saying(Mood.CALM, f"reader_{wanted}"),),
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
            return _failed("lost", SLOT_FAULTS[self.state])
        if self.state is state:
            return None
        if answer == ActChosen(says):
            return _failed(f"not_{self.step}")
        return _broken_off("stopped" if answer is not False else f"time_{self.step}")

    async def talk(self, work: Callable[[Transport], bytes | None]) -> StepEnd | None:
        """Run something harmless against the card; `work` answers None for a refusal.

        :raises DeviceError: never; what it means is the end.
        """
        slot, insertion = self.desk.parts.slot, self.desk.parts.dialog.slot.insertion
        try:
            said = await self.desk.during(slot.run(insertion, work))
        except DeviceError as error:
            return _of(error)
        return None if said is not None else _failed("refused")


def _failed(word: str, fault: Fault | None = None) -> StepEnd:
    return StepEnd(TestOutcome.FAILED, word, fault)


def _broken_off(word: str) -> StepEnd:
    return StepEnd(TestOutcome.BROKEN_OFF, word)


def _of(error: DeviceError) -> StepEnd:
    """Return what a failed command means; a pulled card is the person's hand."""
    if isinstance(error, CardGone):
        return _broken_off("pulled")
    if isinstance(error, ReaderStuck):
        return _failed("stuck", error.fault)
    if isinstance(error, CardUnreadable):
        return _broken_off("mute")
    return _failed("lost", error.fault)


async def run_reader_test(desk: Desk, kind: CardTest) -> None:
    """Run the test, keep its record and say how it ended."""
    test, proved = ReaderTest(desk, kind), ""
    end: StepEnd | None = _broken_off("stopped")
    try:
        for test.step in kind.steps:
            end = _broken_off("stopped")
            end = await _STEPS[test.step](test)
            if end is not None:
                break
            proved = f"reader_{test.step}"
    finally:
        # Also when the technician's time is over in the middle of it.
        await desk.parts.slot.release()
        if end is None:
            end, proved = StepEnd(TestOutcome.PASSED, "passed"), kind.name
        desk.tested(kind.name, end.outcome, proved, end.fault)
        moods = {TestOutcome.PASSED: Mood.GOOD, TestOutcome.FAILED: Mood.BAD}
        desk.say(moods.get(end.outcome, Mood.CAUTION), f"reader_{end.word}")


async def _service(test: ReaderTest) -> StepEnd | None:
    away = test.state is SlotState.NO_SERVICE
    return _failed("not_service", Fault.READER_SERVICE) if away else None


async def _listed(test: ReaderTest) -> StepEnd | None:
    fault = SLOT_FAULTS.get(test.state)
    if fault is not None:
        return _failed("not_listed", fault)
    return _broken_off("starting") if test.state is SlotState.STARTING else None


async def _absent(test: ReaderTest) -> StepEnd | None:
    """See that the slot is empty before a card comes."""
    if test.state is SlotState.EMPTY:
        return None
    return await test.hand("take_out", SlotState.EMPTY, "slot_is_empty")


async def _inserted(test: ReaderTest) -> StepEnd | None:
    """See a card come; one that is not seen is turned round first."""
    end = await test.hand("put_in", SlotState.CARD, "card_is_in")
    if end != _failed("not_inserted"):
        return end
    return await test.hand("turn_round", SlotState.CARD, "card_is_in")


async def _atr(test: ReaderTest) -> StepEnd | None:
    """See the card answer: contacts, power and clock reach it."""
    if len(test.desk.parts.dialog.slot.atr) < _SHORTEST:
        return _broken_off("mute")  # the service has tried already
    return await test.talk(lambda _: b"")


async def _reset(test: ReaderTest) -> StepEnd | None:
    """Reset it: the card must answer again."""
    slot, event = test.desk.parts.slot, test.desk.parts.dialog.slot
    try:
        again = await test.desk.during(slot.reset(event.insertion))
    except DeviceError as error:
        return _of(error)
    same_card = again == event.atr or len(again) == len(event.atr)
    return None if same_card else _failed("other_answer")


async def _environment(test: ReaderTest) -> StepEnd | None:
    """Select the public social security environment; nothing of it is read."""
    select = build(Ins.SELECT, 0x04, data=ENVIRONMENT_NAME, le=0)
    end = await test.talk(lambda card: _sent(card, select))
    return _broken_off("no_test_card") if end == _failed("refused") else end


async def _random(test: ReaderTest) -> StepEnd | None:
    """Ask for a random number twice: the second must be another one."""
    ask = build(Ins.GET_CHALLENGE, le=_RANDOM)
    heard: list[bytes] = []

    def both(card: Transport) -> bytes | None:
        for _ in range(2):
            heard.append(_sent(card, ask) or b"")
        return heard[-1] or None

    end = await test.talk(both)
    if end is None and heard[0] == heard[1]:
        return _failed("same_random")
    return end


def _sent(card: Transport, command: bytes) -> bytes | None:
    response = CommandProcessor(card).send(command)
    return response.data if response.ok else None


async def _removed(test: ReaderTest) -> StepEnd | None:
    """See the card go."""
    await test.desk.parts.slot.release()
    return await test.hand("take_out", SlotState.EMPTY, "slot_is_empty")


_STEPS: Mapping[str, Callable[[ReaderTest], Awaitable[StepEnd | None]]] = {
    "service": _service,
    "listed": _listed,
    "absent": _absent,
    "inserted": _inserted,
    "atr": _atr,
    "reset": _reset,
    "environment": _environment,
    "random": _random,
    "removed": _removed,
}
