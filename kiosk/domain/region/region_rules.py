"""The rule tables of a region: what its sources allow, ask for and say.

Values only; what contradicts what is in `contradictions.py`, and no rule acts here.
"""

from typing import Annotated, Literal, get_args

import msgspec

from kiosk.domain.toml_table import TomlTable

Words = tuple[str, ...]
Days = Annotated[int, msgspec.Meta(gt=0, le=3660)]
Yuan = Annotated[int, msgspec.Meta(ge=0, le=100_000)]

ProcedureName = Literal[
    "release",
    "formal_loss",
    "replacement",
    "enabling",
    "pin_reset",
    "data_change",
    "cancel",
    "application",
    "bank_change",
    "bank_activation",
    "collection",
]
PROCEDURES: tuple[ProcedureName, ...] = get_args(ProcedureName)
"""Everything that is business with a card and may have to be done elsewhere."""


class Rules(TomlTable, frozen=True, kw_only=True):
    """What every table of rules carries: who says so and when that was true."""

    source: str = ""
    """The title of the document; empty: no document, so nothing in it is a rule."""
    as_of: Words = ()
    """Year, month or day, as far as the source tells; empty: it carries no date."""


class Hotlines(Rules, frozen=True, kw_only=True):
    """Telephone numbers, printed as the source prints them."""

    consultation: str = "12333"
    """The national line stands in where the region names none."""
    consultation_hours: str = ""
    loss: Words = ()
    """The numbers at which a loss is reported."""
    hours: str = ""
    """When the loss lines take a report."""
    person_hours: str = ""
    """When a person, not a machine, answers there."""


NUMBER_TAIL = 6
"""How many of a number's last characters an initial PIN has."""


class PinRules(Rules, frozen=True, kw_only=True):
    """What the region says about the card's service PIN."""

    kind: str = ""
    length: Annotated[int, msgspec.Meta(ge=4, le=12)] = 6
    """Digits; VERIFY takes up to twelve."""
    max_attempts: Annotated[int, msgspec.Meta(ge=1, le=15)] | None = None
    unlock_where: Words = ()
    unlock_needs: Words = ()
    initial: str = ""
    """The PIN that cards are issued with; with `last6_of_number` it stays empty."""
    initial_rule: Literal["", "fixed", "last6_of_number"] = ""
    change_on_kiosk: bool = True
    """A kiosk may change the PIN of who knows it."""
    change_note: str = ""
    """What to know before changing it, in words for the person."""
    tells_progress: bool = False
    """Number and PIN together tell at a kiosk how far a new card is."""
    unlock_on_kiosk: bool = False
    """A kiosk may give a locked card a new PIN; needs the issuer's keys."""

    def initial_for(self, number: str) -> str | None:
        """Return the PIN a card is issued with to a number; None: it is not known.

        A number that ends in X gives none: no source says how the X is typed.
        """
        if self.initial_rule == "fixed":
            return self.initial or None
        tail = number[-NUMBER_TAIL:]
        known = self.initial_rule == "last6_of_number" and tail.isdecimal()
        return tail if known and len(tail) == NUMBER_TAIL else None


class Channel(TomlTable, frozen=True):
    """One way to report a loss: its name, number, hours and who may take it."""

    name: str
    number: str = ""
    hours: str = ""
    who: str = ""


class LossRules(Rules, frozen=True, kw_only=True):
    """Who may report a loss where, what that stops and for how long."""

    kiosk: bool | None = None
    """None: neither a source nor a decision; the kiosk only names the channels."""
    without_card: bool = False
    """A kiosk may take the number and the service PIN for the card."""
    id_card: bool = False
    """A kiosk may take an ID card at a reader for the card."""
    requires_changed_pin: bool = False
    """Who never changed the initial PIN is sent to a person."""
    kind: str = ""
    """What the region calls a report by telephone or at a kiosk."""
    temporary_days: Days | None = None
    """How long the social part of a temporary report holds; None: no end is known."""
    releases_itself: bool = False
    """The card works again when the days are over."""
    covers: Literal["", "social", "social_and_bank"] = ""
    bank_note: str = ""
    """What becomes of the bank's part, in words for the person."""
    undo_minutes: Annotated[int, msgspec.Meta(ge=0, le=1440)] = 0
    """How long a report can be taken back at the kiosk; 0: not at all."""
    channels: tuple[Channel, ...] = ()
    agent: str = ""
    """What the region says about a report by somebody else."""
    agent_needs: Words = ()
    family: str = ""
    """What the region says about a family member who comes along."""


class Procedure(Rules, frozen=True, kw_only=True):
    """One errand: where, with what, how long, at what price; or here."""

    kiosk: bool = False
    possible: bool = True
    """False: the source says that it is not done at present, anywhere."""
    where: Words = ()
    needs: Words = ()
    time: str = ""
    fee: str = ""
    notes: Words = ()
    online: Words = ()


class FeeRules(Rules, frozen=True, kw_only=True):
    """What a card costs, in yuan; None: the source gives no figure."""

    first_card: Yuan | None = None
    card: Yuan | None = None
    """The full price, where the first card is sold below it."""
    replacement: Yuan | None = None
    replacement_note: str = ""
    """The source's rule where it gives no figure."""
    courier: Yuan | None = None
    waived: Words = ()
    """Fees of the bank that are not taken for this card."""


class RightsRules(Rules, frozen=True, kw_only=True):
    """What changes the pages of a person's own rights."""

    prior_years_account: bool = False
    """The medical account has a part of former years beside the current one."""
    enabled_card_needed: bool = False
    """Rights are shown only with a card whose social function is enabled."""


ACCOUNT = "DF04.EF05/medical_account_number"
"""Behind the PIN in every generation, in use, and printed on no card."""


class CardRules(TomlTable, frozen=True):
    """What is special about the region's cards."""

    items: str = ""
    """The name of a table in `config/cards/` with the region's own files."""
    pin_item: Annotated[
        str,
        msgspec.Meta(
            pattern=r"^([A-Z0-9]{4}\.[A-Z0-9]{4}/[a-z0-9_]{1,40})?\Z",
            description="card_item",
        ),
    ] = ACCOUNT
    """What the card gives only after the PIN, as file and key; empty: nothing does."""
    unproved_pin: Literal["nothing", "records"] = "nothing"
    """What is shown to whose PIN nobody but the card vouches for (docs/card.md)."""
