"""The card reader's page: each slot, the card's answer to reset, what was counted.

Nothing here speaks to a card: the answer to reset is the service's own knowledge.
"""

from collections.abc import Iterator

from kiosk.devices.card.card_port import SLOT_FAULTS, SlotAccount, SlotState
from kiosk.devices.card.protocol.atr import AnswerToReset, read_atr
from kiosk.domain.visible_text import visible
from kiosk.session.dialog.ports import Ports
from kiosk.session.pages.record import Count, Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    PartHealth,
    Saying,
    ToolAct,
    ToolActKind,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.part_rows import part_rows
from kiosk.session.staff.parts.reader_test import (
    ANTENNA,
    ANY_CARD,
    TEST_CARD,
    run_reader_test,
)
from kiosk.session.staff.self_tests import last_tests

_MOST, _NAME = 8, 60
"""A name comes from whatever was plugged in: so many are shown, and so much of one."""
_OK, _BAD, _WARNING = PartHealth.OK, PartHealth.BAD, PartHealth.WARNING


async def show_reader(desk: Desk) -> None:
    """Show the reader until the technician goes back."""
    while True:
        match await desk.ask(lambda: reader_page(desk)):
            case ActChosen("test_any_card"):
                await run_reader_test(desk, ANY_CARD)
            case ActChosen("test_test_card"):
                await run_reader_test(desk, TEST_CARD)
            case ActChosen("test_antenna"):
                await run_reader_test(desk, ANTENNA)
            case _:
                return


def reader_page(desk: Desk) -> ToolPage:
    """Return the slots as they are known at the moment."""
    parts = desk.parts
    accounts = parts.slot.accounts
    atr = next((one.event.atr for one in accounts if one.event.atr), b"")
    here = any(one.event.state is SlotState.CARD for one in accounts)
    antenna = len(accounts) > 1
    kinds = (ANY_CARD, TEST_CARD, *([ANTENNA] if antenna else []))
    return desk.page(
        "reader",
        sayings=(Saying(Mood.CAUTION, "card_in_slot"),) if here else (),
        parts=part_rows(parts, "reader"),
        groups=(
            *(_slot(name, one) for name, one in _named(accounts)),
            _listed(accounts),
            *([_answer(read_atr(atr))] if atr else []),
            _counted(accounts),
            ToolFacts("keys", (_psam(parts),)),
        ),
        tests=last_tests(parts, *(kind.name for kind in kinds)),
        acts=(
            ToolAct("test_any_card", ToolActKind.MAIN, icon="card"),
            ToolAct("test_test_card"),
            *([ToolAct("test_antenna")] if antenna else []),
        ),
    )


def _named(accounts: tuple[SlotAccount, ...]) -> Iterator[tuple[str, SlotAccount]]:
    """Yield each slot with its group's name; the second one is the antenna's."""
    return zip(("slot", "antenna"), accounts, strict=False)


def _slot(name: str, one: SlotAccount) -> ToolFacts:
    state = one.event.state
    health = _BAD if state in SLOT_FAULTS else _OK
    if state is SlotState.STARTING:
        health = PartHealth.UNKNOWN
    return ToolFacts(
        name,
        (
            ToolFact("slot_state", Word("slot_state", state), health),
            ToolFact(
                "reader_used",
                visible(one.event.reader)[:_NAME] or Word("listed", "none"),
            ),
        ),
    )


def _listed(accounts: tuple[SlotAccount, ...]) -> ToolFacts:
    """Return each reader that the service named last, once."""
    names = dict.fromkeys(name for one in accounts for name in one.listed)
    lines = [ToolFact("listed", visible(name)[:_NAME]) for name in [*names][:_MOST]]
    none = ToolFact("listed", Word("listed", "none"), _BAD)
    return ToolFacts("readers", tuple(lines or [none]))


def _answer(atr: AnswerToReset) -> ToolFacts:
    """Return the answer to reset in words; its bytes end in the card's own number."""
    whole = "whole" if atr.whole else "cut_off"
    facts = [
        ToolFact("atr_length", Count(atr.length, "bytes")),
        ToolFact("atr_whole", Word("atr", whole), _OK if atr.whole else _WARNING),
        ToolFact("atr_convention", Word("atr", atr.convention)),
        ToolFact("atr_protocol", ", ".join(f"T={n}" for n in atr.protocols)),
        ToolFact(
            "atr_speed",
            Word("atr", "speed_unknown")
            if atr.speed is None
            else Count(atr.speed, "bits_a_second"),
        ),
        ToolFact("atr_history", Count(atr.history, "bytes_hidden")),
    ]
    if atr.checked is not None:
        right = "check_right" if atr.checked else "check_wrong"
        health = _OK if atr.checked else _WARNING
        facts.append(ToolFact("atr_check", Word("atr", right), health))
    return ToolFacts("atr", (*facts, ToolFact("atr_kind", Word("atr", atr.kind))))


def _counted(accounts: tuple[SlotAccount, ...]) -> ToolFacts:
    """Return what was counted since the start, of all slots together."""
    errors: dict[str, int] = {}
    for fault, count in (each for one in accounts for each in one.errors):
        errors[fault.value] = errors.get(fault.value, 0) + count
    replaced = sum(one.replaced for one in accounts)
    hung = sum(one.hung for one in accounts)
    lines = [
        ToolFact("commands", sum(one.commands for one in accounts)),
        *(ToolFact(f"errors_{code}", count) for code, count in sorted(errors.items())),
        *([] if errors else [ToolFact("errors", 0)]),
        ToolFact("resets", sum(one.resets for one in accounts)),
        ToolFact("replaced", Count(replaced, "times"), _WARNING if replaced else None),
    ]
    if hung:
        lines.append(ToolFact("hung", Count(hung, "times"), _BAD))
    return ToolFacts("counted", tuple(lines))


def _psam(parts: Ports) -> ToolFact:
    if parts.psam is None:
        return ToolFact("psam", Word("psam", "not_configured"))
    if parts.psam.present:
        return ToolFact("psam", Word("psam", "present"), _OK)
    return ToolFact("psam", Word("psam", "absent"), _BAD)
