"""The reader's self-test with a card in the technician's hand, step by step.

Each step proves one cable or part and names it when it fails. What the hand did not do
is broken off, not failed. No PIN and no file of a person is ever asked for.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from kiosk.devices.card.card_port import SLOT_FAULTS, SlotState
from kiosk.devices.card.holder.environment import ENVIRONMENT_NAME
from kiosk.devices.card.protocol.apdu import CommandProcessor, Ins, build
from kiosk.devices.card.protocol.transport import Transport
from kiosk.domain.faults import DeviceError, Fault
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import Mood, TestOutcome
from kiosk.session.staff.parts.reader_run import (
    CardTest,
    ReaderTest,
    StepEnd,
    broken_off,
    end_of,
    failed,
    reader_state,
)

_RANDOM = 8
_SHORTEST = 2
"""An answer to reset has its first byte and T0; drivers give less for silence."""
_BASIS = ("service", "listed", "absent", "inserted", "atr", "reset")
ANY_CARD = CardTest("reader_any_card", (*_BASIS, "removed"))
TEST_CARD = replace(
    ANY_CARD,
    name="reader_test_card",
    steps=(*_BASIS, "environment", "random", "removed"),
    puts=("put_in_test", "card_is_in"),
)
ANTENNA = CardTest(
    *("reader_antenna", ("service", "listed", "clear", "laid", "answer", "lifted")),
    side=1,
    puts=("lay_on", "card_is_laid"),
    turns=False,
    takes=("lift_off", "antenna_is_clear"),
    own=frozenset({"passed", "mute", "pulled", "not_listed"}),
)
"""For machines with an antenna: the contacts have no part in it."""


async def run_reader_test(desk: Desk, kind: CardTest) -> None:
    """Run the test, keep its record and say how it ended."""
    test, proved = ReaderTest(desk, kind), ""
    end: StepEnd | None = broken_off("stopped")
    try:
        for test.step in kind.steps:
            end = broken_off("stopped")
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
        word = f"{kind.name if end.word in kind.own else 'reader'}_{end.word}"
        mood = moods.get(end.outcome, Mood.CAUTION)
        desk.say_while(reader_state(desk.parts), mood, word)


async def _service(test: ReaderTest) -> StepEnd | None:
    away = test.state is SlotState.NO_SERVICE
    return failed("not_service", Fault.READER_SERVICE) if away else None


async def _listed(test: ReaderTest) -> StepEnd | None:
    fault = SLOT_FAULTS.get(test.state)
    if fault is not None:
        return failed("not_listed", fault)
    return broken_off("starting") if test.state is SlotState.STARTING else None


async def _absent(test: ReaderTest) -> StepEnd | None:
    """See that the slot is empty before a card comes."""
    if test.state is SlotState.EMPTY:
        return None
    wanted, says = test.kind.takes
    return await test.hand(wanted, SlotState.EMPTY, says)


async def _inserted(test: ReaderTest) -> StepEnd | None:
    """See a card come; one that is not seen is turned round first."""
    wanted, says = test.kind.puts
    end = await test.hand(wanted, SlotState.CARD, says)
    if end != failed("not_inserted") or not test.kind.turns:
        return end
    return await test.hand("turn_round", SlotState.CARD, says)


async def _atr(test: ReaderTest) -> StepEnd | None:
    """See the card answer: contacts, power and clock reach it."""
    if test.counts and len(test.desk.parts.dialog.slot.atr) < _SHORTEST:
        return broken_off("mute")  # the service has tried already
    return await test.talk(lambda _: b"")


async def _reset(test: ReaderTest) -> StepEnd | None:
    """Reset it: the card must answer again."""
    slot, event = test.desk.parts.slot, test.desk.parts.dialog.slot
    if not test.counts:
        return broken_off("other_card")
    try:
        again = await test.desk.during(slot.reset(event.insertion))
    except DeviceError as error:
        return end_of(error)
    same_card = again == event.atr or len(again) == len(event.atr)
    return None if same_card else failed("other_answer")


async def _environment(test: ReaderTest) -> StepEnd | None:
    """Select the public social security environment; nothing of it is read."""
    select = build(Ins.SELECT, 0x04, data=ENVIRONMENT_NAME, le=0)
    end = await test.talk(lambda card: _sent(card, select))
    return broken_off("no_test_card") if end == failed("refused") else end


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
        return failed("same_random")
    return end


def _sent(card: Transport, command: bytes) -> bytes | None:
    response = CommandProcessor(card).send(command)
    return response.data if response.ok else None


async def _removed(test: ReaderTest) -> StepEnd | None:
    """See the card go."""
    await test.desk.parts.slot.release()
    wanted, says = test.kind.takes
    return await test.hand(wanted, SlotState.EMPTY, says)


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
    "clear": _absent,
    "laid": _inserted,
    "answer": _atr,
    "lifted": _removed,
}
