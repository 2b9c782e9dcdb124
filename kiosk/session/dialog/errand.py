"""What one person does at the machine: a visit with a card, or an errand without one.

The object is thrown away at the end, and the person's receipts with it.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from uuid import uuid4

from kiosk.devices.printer.typesetting.receipt_elements import Receipt
from kiosk.session.dialog.ports import Ports


@dataclass(repr=False)
class Errand:
    """One person at the machine; with a card it is a `CardSession`."""

    parts: Ports
    id: str = field(default_factory=lambda: uuid4().hex, kw_only=True)
    """What all its events in the journal share."""
    papers: dict[Hashable, Receipt] = field(default_factory=dict, kw_only=True)
    """The receipts made here, by what each says: the same again is the same one."""
    copies: dict[str, int] = field(default_factory=dict, kw_only=True)
    """How often a receipt's number may be on paper already."""
    kept: dict[str, str] = field(default_factory=dict, kw_only=True)
    """The numbers of receipts that the center keeps for a later print."""

    @property
    def has_card(self) -> bool:
        """Tell whether a card is in the slot, so that it is given back."""
        return self.parts.dialog.insertion is not None
