"""Parts that not every machine has, or that are no devices: queue, PSAM, ID cards."""

from kiosk.session.dialog.ports import Ports
from kiosk.session.pages.record import Count, Word
from kiosk.session.staff.pages import Known, PartHealth, PartRow
from kiosk.session.staff.service.service_break import break_now
from kiosk.sync.upload.refused_list import MOST_COUNTED, queue_numbers

OLD = 86_400.0
"""Seconds after which what waits for the center is a warning."""


def more_rows(parts: Ports) -> tuple[PartRow, ...]:
    """Return the rows of what this machine has besides the parts of all."""
    rows = (*_queue(parts), *_psam(parts), *_id_reader(parts))
    return (*_service(parts), *rows)


def _service(parts: Ports) -> tuple[PartRow, ...]:
    """Return that staff took the machine out of service, while that holds."""
    if break_now(parts) is None:
        return ()
    state = (Word("service_row", "stopped"),)
    return (PartRow("service", PartHealth.WARNING, state, Known.LOOKED),)


def _queue(parts: Ports) -> tuple[PartRow, ...]:
    """Return what waits for the center, and what it refused and nobody settled."""
    if parts.archive is None:
        return ()
    numbers = queue_numbers(parts.archive)
    unit = "events_more" if numbers.waiting >= MOST_COUNTED else "events"
    state = [Count(numbers.waiting, unit)]
    if numbers.refused:
        state.append(Count(numbers.refused, "refused"))
    old = numbers.oldest is not None and numbers.oldest > OLD
    health = PartHealth.WARNING if old or numbers.refused else PartHealth.OK
    age = None if numbers.oldest is None else round(numbers.oldest)
    known = Known.LOOKED if age is None else Known.OLDEST
    return (PartRow("queue", health, tuple(state), known, age),)


def _psam(parts: Ports) -> tuple[PartRow, ...]:
    if parts.psam is None:
        return ()
    there = parts.psam.present
    state = (Word("psam", "present" if there else "absent"),)
    health = PartHealth.OK if there else PartHealth.BAD
    advice = "" if there else "psam"
    return (PartRow("psam", health, state, Known.LOOKED, advice=advice),)


def _id_reader(parts: Ports) -> tuple[PartRow, ...]:
    """Return the reader for ID cards: nobody asks it before somebody lays a card on."""
    if parts.id_reader is None:
        return ()
    state = (Word("id_reader", "not_asked"),)
    return (PartRow("idcard", PartHealth.UNKNOWN, state, Known.LOOKED),)
