"""Which readers the card service lists, and how each is named in the settings."""

import re

from kiosk.devices.card.readers.winscard import PcscContext

_PLACE = re.compile(r" [0-9A-F]{2} [0-9A-F]{2}$")
"""The service's own count at the end of a name: it changes with the socket."""


def listed_readers() -> dict[str, bool]:
    """Return all readers' names with whether a card is in each.

    It blocks for as long as the service does.

    :raises PcscError: when there is no service, or it fails.
    """
    context = PcscContext()
    try:
        names = context.readers()
        # Of readers nobody knows anything about, the service tells at once.
        states = context.wait(dict.fromkeys(names, 0), 0.0) if names else {}
        return {name: name in states and states[name].present for name in names}
    finally:
        context.release()


def split_name(name: str) -> tuple[str, str]:
    """Return a reader's name as people know it, and what its driver puts behind it."""
    head, mark, rest = name.partition(" [")
    if not mark:
        head, mark, rest = name.partition(" (")
    return (head, (mark + rest).strip()) if head else (name, "")


def reader_head(name: str, listed: list[str]) -> str:
    """Return the shortest head of a name that no other reader's name begins with."""
    bare = _PLACE.sub("", name)
    for head in (bare.partition(" (")[0], bare):
        if sum(other.startswith(head) for other in listed) == 1:
            return head
    return name
