"""What each fault means for whoever repairs the machine: one table for all who tell it.

Screens, documents, the doctor and the center read it; its words are `fault__<code>__*`
and `step__<name>` in the locales.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kiosk.domain.faults import Fault


class FaultLevel(StrEnum):
    """What the machine can still do; `level__<value>`."""

    WORKS = "works"
    """All others are served."""
    LIMITED = "limited"
    """Some of it does not work, and every page says so."""
    STOPPED = "stopped"
    """Nobody is served."""


class Repairer(StrEnum):
    """Who can put it right; `repairer__<value>`."""

    NOBODY = "nobody"
    """It is no fault of the machine: the card, or its holder's papers."""
    HALL = "hall"
    """No tool and no part are needed."""
    TECHNICIAN = "technician"
    MAKER = "maker"
    CENTER = "center"
    NETWORK = "network"


class FaultCard(NamedTuple):
    """All that is to be known of one fault."""

    level: FaultLevel
    who: Repairer
    minutes: int
    """How long a repair takes whoever is there with what it needs."""
    steps: tuple[str, ...]
    """What to do, one after the other, `step__<name>`."""
    test: str
    """The self-test that proves the repair, `test__<name>`; empty: none can."""
    picture: str
    """The remedy's drawing, `assets/icons/remedy_<name>.svg`."""
    tool: str
    """Where the technician sees it; empty: not at the machine."""
    event: str
    """What the journal says when it comes about."""


@lru_cache(maxsize=1)
def fault_cards() -> Mapping[Fault, FaultCard]:
    """Return every fault's card, from `fault_cards.tsv` beside this file."""
    lines = Path(__file__).with_name("fault_cards.tsv").read_text("utf-8").splitlines()
    return dict(_read(line.split("\t")) for line in lines[1:])


def _read(cells: list[str]) -> tuple[Fault, FaultCard]:
    code, level, who, minutes, *rest, steps = cells
    test, picture, tool, event = ("" if cell == "-" else cell for cell in rest)
    return Fault(code), FaultCard(
        *(FaultLevel(level), Repairer(who), int(minutes), tuple(steps.split())),
        *(test, picture, tool, event),
    )
