"""`kiosk center rotate-authority`, `authorities`, `end-authority`: plain lines."""

from datetime import UTC, datetime
from pathlib import Path

from kiosk.center.identity import authority_rotation
from kiosk.domain.notation import second
from kiosk.settings.texts import Texts


def rotate_command(folder: Path, texts: Texts) -> int:
    """Make another authority beside the present one."""
    made = authority_rotation.begin(folder)
    told = {"number": made.number, "fingerprint": made.fingerprint}
    print(texts("operator__authority_begun", **told))
    return 0


def authorities_command(folder: Path, texts: Texts) -> int:
    """Print the authorities that are accepted, and how many machines show each."""
    for each in authority_rotation.standings(folder):
        leads = texts("operator__authority_leads") if each.leads else ""
        told = {"number": each.number, "fingerprint": each.fingerprint}
        told |= {"begun": _when(each.begun), "kiosks": each.kiosks, "leads": leads}
        print(texts("operator__authority", **told))
    return 0


def end_authority_command(folder: Path, leave: bool, texts: Texts) -> int:
    """End the older of two authorities."""
    ended, behind = authority_rotation.end(folder, leave=leave)
    told = {"number": ended.number, "left": len(behind.kiosks), "ended": behind.ended}
    print(texts("operator__authority_ended", **told))
    return 0


def _when(moment: float) -> str:
    return second(datetime.fromtimestamp(moment, UTC))
