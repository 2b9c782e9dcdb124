"""`kiosk center ...`: what an operator types; prints plain lines and JSON.

The first line of `serve` says that it is ready, so that a program can wait for it.
"""

import json
import os
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from kiosk.center.keys.issuer_keys import IssuerKeys
from kiosk.center.server.operations import (
    all_alarms,
    all_forks,
    allow_part,
    backup,
    learn_card,
    new_code,
    release_pin,
    revoke_kiosk,
    settle_twin,
)
from kiosk.center.server.refusals import Refusal
from kiosk.center.server.serve import DEFAULT_REGION, Fill, KeysGone, serve
from kiosk.center.upload.stored import stored_events, verify_stored
from kiosk.domain.notation import second


def serve_command(
    folder: Path,
    host: str,
    port: int,
    names: list[str],
    code_for: str | None,
    until_stdin_closes: bool,
    region: str = DEFAULT_REGION,
    id_card_for: str | None = None,
    *,
    keys: IssuerKeys,
    fill: Fill | None = None,
) -> int:
    """Serve until a signal, or until standard input closes when asked to.

    The first line on standard output is JSON: the port, and a one-time enrolment code
    when one was asked for.
    """

    def ready(real_port: int) -> None:
        if id_card_for is not None:
            allow_part(folder, id_card_for, "id_card")
        line: dict[str, object] = {"port": real_port}
        if code_for is not None:
            line["code"] = new_code(folder, code_for)
        print(json.dumps(line), flush=True)

    if until_stdin_closes:
        threading.Thread(target=_end_with_stdin, daemon=True).start()
    try:
        return serve(folder, host, port, names, ready, region, keys=keys, fill=fill)
    except KeysGone as error:
        print(error, file=sys.stderr)
        return 1


def events_command(folder: Path, verify: bool) -> int:
    """Print the stored events, one a line; 1 when a chain is not whole."""
    for event in stored_events(folder):
        place = f"{event.kiosk} {event.epoch}:{event.seq} {event.id.hex()}"
        print(place, _shown(event.kind))
    if not verify:
        return 0
    report = verify_stored(folder)
    print(report.sentence, file=sys.stderr)
    return 0 if report.ok else 1


def backup_command(folder: Path, target: Path) -> int:
    """Copy and verify the database; 1 when the copy is not whole."""
    try:
        events = backup(folder, target)
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{events} events copied to {target}, every chain is whole.")
    return 0


def forks_command(folder: Path) -> int:
    """Print who shares a name, and every history that was left; 1 when staff is due."""
    waiting, left = all_forks(folder)
    for twin in waiting:
        print(
            f"{twin.kiosk} TWO MACHINES since {_when(twin.since)}, last "
            f"{_when(twin.last)}, refused {twin.times} times, seen by the "
            f"{twin.seen_by}: switch one off, then: kiosk center settle --kiosk "
            f"{twin.kiosk}"
        )
    for fork in left:
        at = f"{fork.left.epoch}:{fork.left.seq}"
        branch = f"{fork.branch.epoch}:{fork.branch.seq}"
        settled = ", settled" if fork.settled else ""
        print(
            f"{fork.kiosk} {_when(fork.at)} epoch {fork.epoch} hangs on {branch}, "
            f"the history up to {at} was left{settled}"
        )
    return 1 if waiting else 0


def revoke_command(folder: Path, kiosk_id: str) -> int:
    """End a kiosk at once, with everything it could ask by; 2 for an unknown one."""
    if not revoke_kiosk(folder, kiosk_id):
        print(f"no kiosk {kiosk_id} was ever enrolled here", file=sys.stderr)
        return 2
    print(
        f"{kiosk_id} is out: certificates, sessions, codes and parts. To put a machine "
        f"back in its place: kiosk center code --kiosk {kiosk_id}"
    )
    return 0


def alarms_command(folder: Path) -> int:
    """Print every kiosk that asked for too much; 1 when there is one."""
    found = all_alarms(folder)
    for alarm in found:
        print(
            f"{alarm.kiosk} {alarm.subject} {alarm.times} times, first "
            f"{_when(alarm.first)}, last {_when(alarm.last)}: look at it; when it is "
            f"not where it belongs: kiosk center revoke {alarm.kiosk}"
        )
    return 1 if found else 0


def settle_command(folder: Path, kiosk_id: str) -> int:
    """Let the refused machine of a name go on; 2 when none was refused."""
    if not settle_twin(folder, kiosk_id):
        print(f"no second machine of {kiosk_id} was refused", file=sys.stderr)
        return 2
    print(f"{kiosk_id} may go on; a second machine of this name is refused again")
    return 0


def _when(seconds: float) -> str:
    return second(datetime.fromtimestamp(seconds, UTC)) + "Z"


def release_pin_command(folder: Path, card_id: str) -> int:
    """Release one card's PIN for ten minutes; 2 when nobody has this card."""
    try:
        release_pin(folder, card_id)
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 2
    print("released for ten minutes")
    return 0


def _shown(kind: str) -> str:
    """Return a kind for a terminal: a refused event's may be anything."""
    return kind if len(kind) <= 64 and kind.isprintable() else ascii(kind)[:64]


def learn_card_command(folder: Path, card_id: str) -> int:
    """Believe one card's item in the next ten minutes; 2 when nobody has this card."""
    try:
        learn_card(folder, card_id)
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 2
    print("the next right PIN of this card within ten minutes is believed")
    return 0


def _end_with_stdin() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
