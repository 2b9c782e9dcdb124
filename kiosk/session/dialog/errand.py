"""An errand without a card, and what it has in common with a card's visit.

The object is thrown away at the end; nothing of a person is kept in it.
"""

from dataclasses import dataclass, field
from typing import Protocol
from uuid import uuid4

from kiosk.session.dialog.ports import Ports


class Doing(Protocol):
    """What runs for one person: a visit with a card, or an errand without one."""

    parts: Ports
    id: str


@dataclass
class Errand:
    """One person at the machine without a card."""

    parts: Ports
    service: str
    id: str = field(default_factory=lambda: uuid4().hex)


def has_card(doing: Doing) -> bool:
    """Tell whether a card is in the slot for this, so that it is given back."""
    return doing.parts.dialog.insertion is not None
