"""What is known of each part of the machine, and since when.

Nothing is asked here; a state says whether it is an answer, a change or a look, because
its age means another thing with each.
"""

import asyncio
from collections.abc import Callable, Mapping

from kiosk.devices.card.card_port import SLOT_FAULTS, SlotState
from kiosk.devices.printer.printer_port import (
    LinkState,
    Paper,
    PrinterFault,
    PrinterStatus,
)
from kiosk.domain.faults import Fault
from kiosk.session.dialog.ports import Ports
from kiosk.session.pages.record import Count, Word
from kiosk.session.paper.unseen import unseen
from kiosk.session.staff.more_rows import more_rows
from kiosk.session.staff.pages import Known, PartHealth, PartRow
from kiosk.sync.clock.clock import Certainty

CLOCK_OFF = 60.0
"""Seconds by which the machine's own clock may be wrong before that is a warning."""
ABLE = (SlotState.EMPTY, SlotState.CARD)
NAMED_FAULTS = (PrinterFault.CUTTER, PrinterFault.JAM, PrinterFault.RECOVERABLE)
"""Errors that the printer names: each has its own first thing to do."""


def _reader(parts: Ports) -> PartRow:
    """Return the card slots; one of two that cannot serve is a warning.

    So is a card that was left in: somebody of the hall is needed.
    """
    dialog = parts.dialog
    slot, since = dialog.slot, dialog.slot_since
    age = None if since is None else round(asyncio.get_running_loop().time() - since)
    if dialog.staff_needed:
        left = (Word("slot_state", "card_left"),)
        return PartRow(
            "reader", PartHealth.WARNING, left, Known.SINCE, age, advice="card_left"
        )
    fault = SLOT_FAULTS.get(slot.state)
    health = PartHealth.OK if fault is None else PartHealth.BAD
    if slot.state is SlotState.STARTING:
        health = PartHealth.UNKNOWN
    elif fault is None and slot.other not in (None, *ABLE):
        fault, health = SLOT_FAULTS.get(slot.other), PartHealth.WARNING
    state = [Word("slot_state", slot.state)]
    if slot.other is not None:
        state.append(Word("other_slot_state", slot.other))
    return PartRow("reader", health, tuple(state), Known.SINCE, age, fault)


def _printer(parts: Ports) -> PartRow:
    status, configured = parts.printer.status, bool(parts.config.printer.port)
    health = PartHealth.BAD if status.fault else PartHealth.OK
    fault = status.fault
    if status.link is LinkState.UNKNOWN:
        health, fault = PartHealth.UNKNOWN, None
    elif health is PartHealth.OK and status.paper is Paper.NEAR_END:
        health, fault = PartHealth.WARNING, Fault.PRINTER_PAPER_NEAR_END
    elif health is PartHealth.OK and status.claims_too_much:
        health, fault = PartHealth.WARNING, Fault.PRINTER_UNPROVED
    age = round(parts.clock.monotonic() - status.heard_at) if status.heard_at else None
    advice = "" if configured or fault else "no_printer"
    if fault is Fault.PRINTER_FAULT and status.error in NAMED_FAULTS:
        advice = f"printer_{status.error}"
    state: tuple[Word | Count, ...] = (*_printer_words(status), *_roll(parts))
    return PartRow("printer", health, state, Known.ANSWERED, age, fault, advice)


def _roll(parts: Ports) -> tuple[Count, ...]:
    """Return how much paper should be left, where somebody told of the new roll."""
    left = parts.printer.roll_left()
    return () if left is None else (Count(round(left), "metres"),)


def _printer_words(status: PrinterStatus) -> tuple[Word, ...]:
    """Return what the printer says of itself; of a silent one nothing more is known."""
    words = [Word("printer_link", status.link)]
    if status.holds_receipt:
        words.append(Word("printer_holds", "receipt"))
    if status.link is not LinkState.OK:
        return tuple(words)
    words += [
        Word("printer_paper", status.paper),
        Word("printer_cover", status.cover),
    ]
    if status.error is not PrinterFault.NONE:
        words.append(Word("printer_trouble", status.error))
    return tuple(words)


def _unseen_prints(parts: Ports) -> PartRow | None:
    """Return what may lie in the paper slot and belongs to somebody who has gone."""
    found = unseen(parts.store)
    if not found.jobs:
        return None
    numbers = (Word("receipt", number) for number in found.numbers)
    return PartRow(
        "unseen_prints",
        PartHealth.WARNING,
        (Count(found.jobs, "prints"), *numbers),
        Known.LOOKED,
        advice="unseen_prints",
    )


def _center(parts: Ports) -> PartRow:
    online, heard = parts.uploader.online, parts.uploader.last_success
    age = None if heard is None else round(parts.clock.monotonic() - heard)
    if online is None:
        asked = (Word("center_line", "unknown"),)
        return PartRow("center", PartHealth.UNKNOWN, asked, Known.ANSWERED, age)
    state = (Word("center_line", "online" if online else "offline"),)
    health, fault, known = PartHealth.OK, None, Known.ANSWERED
    if not online:
        health, fault, known = PartHealth.WARNING, parts.uploader.fault, Known.FAILED
        tried = parts.uploader.state.last_error
        age = None if tried is None else round(parts.clock.monotonic() - tried)
    if parts.uploader.is_twin:
        health, fault = PartHealth.BAD, Fault.CENTER_TWIN
    return PartRow("center", health, state, known, age, fault)


def _disk(parts: Ports) -> PartRow:
    free = parts.store.free_bytes() // (1024 * 1024)
    enough = free >= parts.config.storage.low_water_mb
    return PartRow(
        "disk",
        PartHealth.OK if enough else PartHealth.BAD,
        (Count(free, "free_mib"),),
        Known.LOOKED,
        fault=None if enough else Fault.STORE_FULL,
    )


def _clock(parts: Ports) -> PartRow:
    """Return whether the time is known; the center's own is the one that counts."""
    clock, since = parts.clock, parts.clock.since_agreed()
    age = None if since is None else round(since)
    state, health = str(clock.certainty), PartHealth.OK
    if clock.certainty is Certainty.UNSURE:
        words = (Word("clock_state", state),)
        fault = Fault.CLOCK_UNSURE
        return PartRow("clock", PartHealth.BAD, words, Known.LOOKED, fault=fault)
    if clock.certainty is Certainty.PLAUSIBLE:
        health = PartHealth.UNKNOWN
    elif abs(clock.off_by) > CLOCK_OFF:
        state, health = "off", PartHealth.WARNING
    advice = "clock" if health is PartHealth.WARNING else ""
    words = (Word("clock_state", state),)
    return PartRow("clock", health, words, Known.ANSWERED, age, advice=advice)


def _loss_reports(parts: Ports) -> PartRow:
    """Return what waits for the center: each is a card that nothing protects yet."""
    numbers = parts.acts.numbers()
    state = (Count(numbers.waiting, "reports"),)
    if not numbers.waiting:
        return PartRow("loss_reports", PartHealth.OK, state, Known.LOOKED)
    age = round(numbers.oldest or 0)
    return PartRow(
        *("loss_reports", PartHealth.WARNING, state, Known.OLDEST, age),
        advice="loss_reports",
    )


_ROWS: Mapping[str, Callable[[Ports], PartRow | None]] = {
    "reader": _reader,
    "printer": _printer,
    "center": _center,
    "disk": _disk,
    "loss_reports": _loss_reports,
    "clock": _clock,
    "unseen_prints": _unseen_prints,
}
BREAKABLE = ("reader", "printer", "center", "disk", "clock")
"""Parts whose rows can have a fault; what only counts is left out."""


def part_rows(parts: Ports, *names: str) -> tuple[PartRow, ...]:
    """Return every part's state with its age, in a fixed order.

    :param names: only these of the parts that every machine has.
    """
    wanted = (make for name, make in _ROWS.items() if not names or name in names)
    rows = tuple(row for make in wanted if (row := make(parts)) is not None)
    return rows if names else (*rows, *more_rows(parts))
