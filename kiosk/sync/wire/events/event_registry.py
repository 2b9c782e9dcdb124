"""All kinds of journal events, and the one way to write and to read them.

A kiosk writes what is here and nothing else. A center keeps every kind, also of a newer
or an older kiosk, and reads those that it knows.
"""

import msgspec

from kiosk.sync.wire.events import (
    application_events,
    edition_events,
    machine_events,
    order_events,
    pin_events,
    query_events,
    receipt_events,
    registration_events,
    staff_events,
    visit_events,
)
from kiosk.sync.wire.events.journal_event import MAX_PAYLOAD, JournalEvent

_FILES = (
    *(machine_events, order_events, visit_events, pin_events, query_events),
    *(application_events, receipt_events, staff_events),
    registration_events,
    edition_events,
)
EVENTS: dict[str, type[JournalEvent]] = {
    each.about.name: each
    for file in _FILES
    for each in vars(file).values()
    if isinstance(each, type) and issubclass(each, JournalEvent)
    if "about" in vars(each)
}
"""Every kind's payload, by its name on the wire."""


class UnreadablePayload(Exception):
    """An event of a known kind does not say what its kind has to say."""


def encoded(event: JournalEvent) -> bytes:
    """Return an event's payload as it is sealed, hashed and sent.

    :raises ValueError: when its kind is not registered, or it is too long for a batch.
    """
    name = event.about.name
    if EVENTS.get(name) is not type(event):
        raise ValueError(f"{type(event).__name__} is no registered kind of event")
    data = msgspec.json.encode(event)
    if len(data) > MAX_PAYLOAD:
        raise ValueError(f"a {name} event of {len(data)} bytes is too long")
    return data


def decoded(payload: bytes, event: type[JournalEvent]) -> JournalEvent:
    """Return what a payload of a kind says; more fields than are known are no mistake.

    :raises UnreadablePayload: when it is not what its kind has to say.
    """
    try:
        return msgspec.json.decode(payload, type=event)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadablePayload(event.about.name) from error
