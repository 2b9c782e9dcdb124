"""What the documents of Dalian say."""

from tests.domain.region.expected import Expected
from tests.domain.region.expected.looks import (
    NO_HOTLINE,
    NO_KIOSK,
    NO_LOSS,
    NO_PIN,
    NO_PLACES,
    NO_REPLACEMENT,
    Look,
)

CODE, DATES = "210200", ()

TABLES = (Expected("dalian", "pin", "", (), {"change_on_kiosk": False}),)

ABSENT: dict[str, Look] = {
    **NO_PIN,
    **NO_LOSS,
    **NO_PLACES,
    "hotlines": NO_HOTLINE,
    "kiosk": NO_KIOSK,
    "replacement.ready_days": NO_REPLACEMENT,
    "fees": lambda r: r.fees.source,
    "any errand": lambda r: r.procedures,
}

BANKS: tuple[str, ...] = ()
