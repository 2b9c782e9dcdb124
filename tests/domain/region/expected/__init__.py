"""What the documents say of each region, typed a second time from the facts.

Not read from the profiles: a slip in one of the two shows. A region's file has its CODE
and DATES, TABLES with the document of each rule, what is ABSENT, and the BANKS. A table
names every rule that is set: a rule that is not here must be absent there.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Says:
    """Our own words in the profile; the facts that they must carry."""

    facts: tuple[str, ...]

    def found_in(self, value: object) -> bool:
        """Tell whether the words carry every fact."""
        words = value if isinstance(value, str) else "\n".join(map(str, value))  # type: ignore[call-overload]
        return bool(words) and all(fact in words for fact in self.facts)


def says(*facts: str) -> Says:
    return Says(facts)


@dataclass(frozen=True)
class Expected:
    """One table of a profile: where its rules are printed, and what they are."""

    region: str
    place: str
    source: str
    as_of: tuple[str, ...]
    rules: dict[str, Any] = field(default_factory=dict)
