"""What the chip itself says about one insurance, read when somebody asks for it.

It is what an office last wrote there, not what the center knows today; the date that
stands beside it is all the card knows about its age.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kiosk.devices.card.holder.contents import FileContent
from kiosk.devices.card.holder.filesystem import CardFiles
from kiosk.devices.card.holder.item_values import Unreadable, UnreadableReason, Value
from kiosk.devices.card.holder.items import ItemTable, ItemUnit
from kiosk.devices.card.protocol.transport import Transport
from kiosk.domain.records import Insurance

SETTLEMENTS_FILE = "DF04.EF08"
NEWEST = 3
"""How many medical settlements are read; each costs a command."""


@dataclass(frozen=True, slots=True)
class _Source:
    """Where an insurance stands on the card: its file, and the date beside it."""

    file: str
    as_of: str
    keys: tuple[str, ...]
    """In the order in which they are told, the first generation's own among them."""


_SOURCES = {
    Insurance.PENSION: _Source(
        "DF03.EF07",
        "pension_updated",
        (
            *("pension_kind", "pension_region", "pension_account_opened"),
            *("pension_balance", "retired", "pension_began"),
        ),
    ),
    Insurance.MEDICAL: _Source(
        "DF04.EF05",
        "",
        (
            *("medical_kind", "medical_region", "insured_class"),
            *("medical_account_opened", "medical_account_number"),
        ),
    ),
    Insurance.UNEMPLOYMENT: _Source(
        "DF03.EF05",
        "benefit_reported",
        (
            *("unemployment_insurance_region", "benefit_standard", "months_paid"),
            *("benefit_claimed", "benefit_months_due", "benefit_months_drawn"),
        ),
    ),
    Insurance.INJURY: _Source(
        "DF03.EF15", "injury_updated", ("injury_region", "injury_benefit_began")
    ),
    Insurance.MATERNITY: _Source(
        "DF03.EF16", "", ("maternity_region", "unemployed_spouse")
    ),
}


@dataclass(frozen=True, slots=True, repr=False)
class ChipReading:
    """One value of the card that has something in it, or cannot be read."""

    key: str
    unit: ItemUnit
    value: Value


@dataclass(frozen=True, slots=True, repr=False)
class Settlement:
    """One medical settlement as the card noted it; None where unreadable."""

    at: datetime | None
    account: Decimal | None
    person: Decimal | None
    fund: Decimal | None


@dataclass(frozen=True, slots=True, repr=False)
class ChipFacts:
    """Everything the card says about one insurance."""

    insurance: Insurance
    facts: tuple[ChipReading, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    as_of: date | None = None
    """When an office last wrote it; None when the card does not say."""
    fault: UnreadableReason | None = None
    """Why the insurance's file could not be read at all."""

    @property
    def unreadable(self) -> int:
        """Return how many values stand there and cannot be read."""
        return sum(isinstance(fact.value, Unreadable) for fact in self.facts)


def read_facts(
    transport: Transport,
    insurance: Insurance,
    generation: int,
    table: ItemTable | None = None,
) -> ChipFacts:
    """Read what the card holds about an insurance; runs on the slot's thread.

    The environment is selected again at the end, where other commands expect to be.

    :raises CardGone: when the card was pulled.
    :raises CardUnreadable: when the card is mute.
    """
    files = CardFiles(transport, generation, table)
    source = _SOURCES[insurance]
    content = files.read(source.file)
    settlements: tuple[Settlement, ...] = ()
    if insurance is Insurance.MEDICAL:
        settlements = _settlements(files.read(SETTLEMENTS_FILE, NEWEST))
    files.leave()
    as_of = content.value(source.as_of) if source.as_of else None
    return ChipFacts(
        insurance,
        _facts(content, source),
        settlements,
        as_of if isinstance(as_of, date) else None,
        content.fault.reason if content.fault else None,
    )


def _facts(content: FileContent, source: _Source) -> tuple[ChipReading, ...]:
    """Return what stands in the file, in the order of the source."""
    found = {entry.key: entry for entry in content.values()}
    return tuple(
        ChipReading(key, found[key].form.unit, found[key].value)
        for key in source.keys
        if key in found and found[key].value is not None
    )


def _settlements(content: FileContent) -> tuple[Settlement, ...]:
    return tuple(
        Settlement(
            at if isinstance(at := record["settlement_time"], datetime) else None,
            _money(record["settlement_account"]),
            _money(record["settlement_person"]),
            _money(record["settlement_fund"]),
        )
        for record in content.records()
    )


def _money(value: Value) -> Decimal | None:
    return value if isinstance(value, Decimal) else None
