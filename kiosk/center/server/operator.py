"""`kiosk center ...`: what an operator types; prints plain lines and JSON.

The first line of `serve` says that it is ready, so that a program can wait for it.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from kiosk.center.hospital.hospital_port import HospitalSystem
from kiosk.center.identity.break_glass_desk import UnknownMachine, WrongChallenge
from kiosk.center.identity.root_key import KeysGone
from kiosk.center.keys.issuer_keys import IssuerKeys
from kiosk.center.server.operations import (
    all_alarms,
    all_forks,
    all_open_faults,
    allow_part,
    break_glass,
    learn_card,
    new_code,
    release_pin,
    revoke_kiosk,
    settle_twin,
    write_camera,
)
from kiosk.center.server.refusals import Refusal
from kiosk.center.server.serve import DEFAULT_REGION, Fill, serve
from kiosk.domain.china_time import china_second
from kiosk.domain.fault_cards import fault_cards
from kiosk.domain.faults import Fault
from kiosk.settings.texts import Texts
from kiosk.settings.told import in_words


def break_glass_command(
    folder: Path, kiosk_id: str, challenge: str, by: str, texts: Texts
) -> int:
    """Print a one-time code for a machine's number; 2 when there is none for it."""
    try:
        given = break_glass(folder, kiosk_id, challenge, by)
    except UnknownMachine:
        print(texts("shell__glass__unknown", kiosk=kiosk_id), file=sys.stderr)
        return 2
    except WrongChallenge:
        print(texts("shell__glass__wrong"), file=sys.stderr)
        return 2
    if given.again:
        print(texts("shell__glass__again"), file=sys.stderr)
    told = {"kiosk": kiosk_id, "challenge": challenge}
    print(texts("shell__glass__code", code=_in_threes(given.code), **told))
    for other in given.others:
        print(texts("shell__glass__other", code=_in_threes(other)))
    return 0


def _in_threes(code: str) -> str:
    return " ".join(code[at : at + 3] for at in range(0, len(code), 3))


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
    camera: tuple[str, bytes] | None = None,
    keys: IssuerKeys,
    fill: Fill | None = None,
    texts: Texts,
    database: str | None = None,
    clock_ahead: bool = False,
    hospital: HospitalSystem | None = None,
) -> int:
    """Serve until a signal, or until standard input closes when asked to.

    The first line on standard output is JSON: the port, and a one-time enrolment code
    when one was asked for.
    """

    def ready(real_port: int) -> None:
        if id_card_for is not None:
            allow_part(folder, id_card_for, "id_card")
        if camera is not None:
            write_camera(folder, *camera)
        line: dict[str, object] = {"port": real_port}
        if code_for is not None:
            line["code"] = new_code(folder, code_for)
        print(json.dumps(line), flush=True)

    if until_stdin_closes:
        threading.Thread(target=_end_with_stdin, daemon=True).start()
    try:
        who = (folder, host, port, names, ready, region)
        return serve(
            *who,
            keys=keys,
            fill=fill,
            database=database,
            clock_ahead=clock_ahead,
            hospital=hospital,
        )
    except KeysGone as error:
        print(in_words(error, texts), file=sys.stderr)
        return 1


def forks_command(folder: Path, texts: Texts) -> int:
    """Print who shares a name, and every history that was left; 1 when staff is due."""
    waiting, left = all_forks(folder)
    for twin in waiting:
        seen_by = texts(f"operator__seen_by__{twin.seen_by}")
        print(
            texts(
                "operator__twin",
                kiosk=twin.kiosk,
                since=china_second(twin.since),
                last=china_second(twin.last),
                times=twin.times,
                seen_by=seen_by,
            )
        )
    for fork in left:
        at = f"{fork.left.epoch}:{fork.left.seq}"
        branch = f"{fork.branch.epoch}:{fork.branch.seq}"
        key = "operator__fork_settled" if fork.settled else "operator__fork"
        when, epoch = china_second(fork.at), fork.epoch
        print(
            texts(key, kiosk=fork.kiosk, when=when, epoch=epoch, branch=branch, left=at)
        )
    return 1 if waiting else 0


def revoke_command(folder: Path, kiosk_id: str, texts: Texts) -> int:
    """End a kiosk at once, with everything it could ask by; 2 for an unknown one."""
    if not revoke_kiosk(folder, kiosk_id):
        print(texts("operator__never_enrolled", kiosk=kiosk_id), file=sys.stderr)
        return 2
    print(texts("operator__revoked", kiosk=kiosk_id))
    return 0


def alarms_command(folder: Path, texts: Texts) -> int:
    """Print every kiosk that asked for too much; 1 when there is one."""
    found = all_alarms(folder)
    for alarm in found:
        first, last = china_second(alarm.first), china_second(alarm.last)
        print(
            texts(
                "operator__alarm",
                kiosk=alarm.kiosk,
                subject=alarm.subject,
                times=alarm.times,
                first=first,
                last=last,
            )
        )
    return 1 if found else 0


def faults_command(folder: Path, texts: Texts) -> int:
    """Print every broken part with who repairs it and how; 1 when there is one."""
    found = all_open_faults(folder)
    for each in found:
        card, key = fault_cards()[Fault(each.fault)], f"fault__{each.fault}__title"
        print(
            texts(
                "operator__fault",
                kiosk=each.kiosk,
                part=each.part,
                code=each.fault,
                since=china_second(each.since),
                title=texts(key),
                level=texts(f"level__{card.level}"),
                who=texts(f"repairer__{card.who}"),
                minutes=card.minutes,
                step=texts(f"step__{card.steps[0]}"),
            )
        )
    return 1 if found else 0


def settle_command(folder: Path, kiosk_id: str, texts: Texts) -> int:
    """Let the refused machine of a name go on; 2 when none was refused."""
    if not settle_twin(folder, kiosk_id):
        print(texts("operator__no_twin", kiosk=kiosk_id), file=sys.stderr)
        return 2
    print(texts("operator__settled", kiosk=kiosk_id))
    return 0


def release_pin_command(folder: Path, card_id: str, texts: Texts) -> int:
    """Release one card's PIN for ten minutes; 2 when nobody has this card."""
    return _for_a_card(release_pin, folder, card_id, texts, "operator__released")


def learn_card_command(folder: Path, card_id: str, texts: Texts) -> int:
    """Believe one card's item in the next ten minutes; 2 when nobody has this card."""
    return _for_a_card(learn_card, folder, card_id, texts, "operator__learns")


def _for_a_card(
    act: Callable[[Path, str], None],
    folder: Path,
    card_id: str,
    texts: Texts,
    done: str,
) -> int:
    try:
        act(folder, card_id)
    except Refusal:
        print(texts("operator__no_card"), file=sys.stderr)
        return 2
    print(texts(done))
    return 0


def _end_with_stdin() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
