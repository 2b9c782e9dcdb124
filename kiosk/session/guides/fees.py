"""What a card costs, as sections of the pages that people read about it.

An errand's own words come before the fee table's figure.
"""

from kiosk.domain.region.region import Region
from kiosk.domain.region.region_rules import FeeRules, ProcedureName
from kiosk.session.guides.pages import ReadSection

Words = tuple[str, ...]


def fee_sections(
    region: Region, name: ProcedureName
) -> tuple[list[ReadSection], Words]:
    """Return what an errand costs, and when the fee table that says so was true."""
    found = region.procedure(name)
    own = found.fee if found else ""
    sections = [ReadSection("fee", (own,))] if own else []
    listed = _listed(region.fees, name, priced=bool(own), told=found is not None)
    return [*sections, *listed], region.fees.as_of if listed else ()


def _listed(
    fees: FeeRules, name: ProcedureName, priced: bool, told: bool
) -> list[ReadSection]:
    """Return what the table says of an errand that ends with a new card.

    What the bank does not take says nothing of an errand that no source tells of.
    """
    if name not in ("application", "replacement"):
        return []
    first = name == "application"
    price = fees.first_card if first else fees.replacement
    figures = (
        ("fee_yuan", None if priced else price),
        ("full_price_yuan", fees.card if first and not priced else None),
        ("courier_yuan", fees.courier),
    )
    found = [
        ReadSection(key, (str(yuan),)) for key, yuan in figures if yuan is not None
    ]
    if fees.replacement_note and price is None and not (first or priced):
        found.insert(0, ReadSection("fee", (fees.replacement_note,)))
    return [*found, *(waived_sections(fees) if told else ())]


def waived_sections(fees: FeeRules) -> tuple[ReadSection, ...]:
    """Return which fees the bank does not take for this card."""
    return (ReadSection("waived", fees.waived),) if fees.waived else ()
