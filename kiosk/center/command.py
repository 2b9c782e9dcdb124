"""`kiosk center ...`: what an operator types; prints plain lines and JSON.

The first line of `serve` says that it is ready, so that a program can wait for it.
"""

import json
import os
import signal
import sys
import threading
from pathlib import Path

from kiosk.center.problem import Refusal
from kiosk.center.serve import (
    DEFAULT_REGION,
    KeysGone,
    allow_part,
    backup,
    new_code,
    release_pin,
    serve,
    stored_events,
    verify_stored,
)


def serve_command(
    folder: Path,
    host: str,
    port: int,
    names: list[str],
    code_for: str | None,
    until_stdin_closes: bool,
    region: str = DEFAULT_REGION,
    id_card_for: str | None = None,
) -> int:
    """Serve until a signal, or until standard input closes when asked to.

    The first line on standard output is JSON: the port, and a one-time enrolment code
    when one was asked for.
    """

    def ready(real_port: int) -> None:
        line: dict[str, object] = {"port": real_port}
        if code_for is not None:
            line["code"] = new_code(folder, code_for)
        print(json.dumps(line), flush=True)

    if id_card_for is not None:
        allow_part(folder, id_card_for, "id_card")
    if until_stdin_closes:
        threading.Thread(target=_end_with_stdin, daemon=True).start()
    try:
        return serve(folder, host, port, names, ready, region)
    except KeysGone as error:
        print(error, file=sys.stderr)
        return 1


def events_command(folder: Path, verify: bool) -> int:
    """Print the stored events, one a line; 1 when a chain is not whole."""
    for event in stored_events(folder):
        print(f"{event.kiosk} {event.epoch}:{event.seq} {event.id.hex()} {event.kind}")
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


def release_pin_command(folder: Path, card_id: str) -> int:
    """Release one card's PIN for ten minutes; 2 when nobody has this card."""
    try:
        release_pin(folder, card_id)
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 2
    print("released for ten minutes")
    return 0


def _end_with_stdin() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
