"""`kiosk center rotate-authority`, `waiting`, `approve` and the like: plain lines."""

import sys
from contextlib import closing
from pathlib import Path

from kiosk.center.database.center_clock import now_of
from kiosk.center.database.connecting import connect
from kiosk.center.identity import authority_rotation
from kiosk.center.identity.returning import reenrolment
from kiosk.domain.china_time import china_second
from kiosk.settings.texts import Texts


def rotate_command(folder: Path, in_token: bool, texts: Texts) -> int:
    """Make another authority beside the present one."""
    made = authority_rotation.begin(folder, in_token=in_token)
    told = {"number": made.number, "fingerprint": made.fingerprint}
    print(texts("operator__authority_begun", **told))
    return 0


def authorities_command(folder: Path, texts: Texts) -> int:
    """Print the authorities that are accepted, and how many machines show each."""
    for each in authority_rotation.standings(folder):
        leads = texts("operator__authority_leads") if each.leads else ""
        told = {"number": each.number, "fingerprint": each.fingerprint}
        told |= {
            "begun": china_second(each.begun),
            "kiosks": each.kiosks,
            "leads": leads,
        }
        print(texts("operator__authority", **told))
    return 0


def end_authority_command(folder: Path, leave: bool, texts: Texts) -> int:
    """End the older of two authorities."""
    ended, behind = authority_rotation.end(folder, leave=leave)
    told = {"number": ended.number, "left": len(behind.kiosks), "ended": behind.ended}
    print(texts("operator__authority_ended", **told))
    return 0


def waiting_command(folder: Path, texts: Texts) -> int:
    """Print the machines that wait for approval; 1 when there is one."""
    with closing(connect(folder)) as db:
        found = reenrolment.waiting(db)
    for each in found:
        key = "operator__waits" if each.approved is None else "operator__approved"
        told = {"kiosk": each.kiosk, "ended": china_second(each.ended), "by": each.by}
        told |= {"since": china_second(each.since), "last": china_second(each.last)}
        print(texts(key, **told))
        if each.two_keys:
            print(texts("operator__two_keys", kiosk=each.kiosk))
    return 1 if any(each.approved is None for each in found) else 0


def approve_command(folder: Path, kiosk: str, by: str, texts: Texts) -> int:
    """Approve a machine that waits; 2 when it does not."""
    with closing(connect(folder)) as db:
        done = reenrolment.approve(db, kiosk, by, now_of(db))
    if not done:
        print(texts("operator__waits_not", kiosk=kiosk), file=sys.stderr)
        return 2
    print(texts("operator__approve_done", kiosk=kiosk))
    return 0
