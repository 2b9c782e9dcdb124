"""Rules of errands for oneself or for somebody else: contact data, agents.

Values only; what contradicts what is in `contradictions.py`.
"""

from typing import Literal

from kiosk.domain.applications import ContactField
from kiosk.domain.region.region_rules import ProcedureName, Rules, Words

ContactProof = Literal["card_pin", "card_and_id_card", "code_to_old_number"]
"""What stands for a change besides the card with its PIN: nothing; the holder's ID card
at the machine's reader; a code that was sent to the number on record."""


class ContactRules(Rules, frozen=True, kw_only=True):
    """Which contact data a person may change, whether here, and by what proof."""

    kiosk: bool = False
    fields: tuple[ContactField, ...] = ()
    proof: tuple[ContactProof, ...] = ("card_pin",)
    """Any one of these will do; the center asks for it."""
    in_use: Literal["accept", "refuse"] = "accept"
    """What becomes of a mobile number that is another person's already."""


class Agent(Rules, frozen=True, kw_only=True):
    """Who may do an errand for whom, and what that one brings."""

    errand: Literal[ProcedureName, "loss"]
    who: str
    """Such as a child's guardian, in the source's words."""
    needs: Words = ()
    notes: Words = ()
    """What only the holder can do, and what else to know."""
