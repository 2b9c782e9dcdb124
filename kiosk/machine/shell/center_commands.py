"""`kiosk center ...`: the reference center; the only place that imports it."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.machine.shell.center_desk.desk_commands import add_desk
from kiosk.machine.shell.center_desk.operator_options import add_operators
from kiosk.machine.shell.center_fleet.edition_commands import add_editions
from kiosk.machine.shell.center_fleet.order_options import add_orders
from kiosk.machine.shell.center_fleet.rollout_commands import add_rollouts
from kiosk.machine.shell.center_serve import add_serve, center_of, with_folder
from kiosk.machine.shell.center_shell.center_copies import add_copies
from kiosk.machine.shell.center_shell.center_hospital import add_hospital
from kiosk.machine.shell.center_shell.center_identity import add_identity
from kiosk.machine.shell.center_shell.center_work import add_work
from kiosk.machine.shell.center_shell.written_acts import written
from kiosk.machine.shell.options import add, kiosk_id, texts_of

if TYPE_CHECKING:
    from kiosk.machine.shell.options import Commands


def add_center(
    commands: "Commands",
) -> None:
    parser = add(commands, "center", None, "the reference center")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    add_serve(actions)
    add_desk(actions)
    add_identity(actions)
    add_editions(actions)
    add_rollouts(actions)
    add_orders(actions)
    add_operators(actions)
    code = add(
        actions, "code", written("code", _center_code), "make a one-time enrolment code"
    )
    with_folder(code)
    code.add_argument("--kiosk", type=kiosk_id, required=True)

    text = "read out a one-time code to a technician whose machine's clock is wrong"
    glass = add(
        actions, "break-glass", written("break-glass", _center_break_glass), text
    )
    glass.add_argument("kiosk", type=kiosk_id, metavar="KIOSK")
    glass.add_argument("challenge", metavar="NUMBER", help="as the machine shows it")
    glass.add_argument("--by", default="", metavar="WHO", help="who gives it")
    with_folder(glass)

    text = "let a person's new PIN be set, after seeing the identity document"
    release = add(
        actions, "release-pin", written("release-pin", _center_release_pin), text
    )
    with_folder(release)
    release.add_argument("--card", required=True, metavar="CARD_ID")

    text = "believe what a card gives after its PIN, after seeing the document"
    learn = add(actions, "learn-card", written("learn-card", _center_learn_card), text)
    with_folder(learn)
    learn.add_argument("--card", required=True, metavar="CARD_ID")

    text = "write down that a kiosk has an ID card reader whose word is believed"
    reader = add(
        actions, "allow-id-card", written("allow-id-card", _center_allow_id_card), text
    )
    with_folder(reader)
    reader.add_argument("--kiosk", type=kiosk_id, required=True)

    text = "make a new key for kiosks to seal with; old ones still open"
    rotate = add(
        actions,
        "rotate-sealing-key",
        written("rotate-sealing-key", _center_rotate),
        text,
    )
    with_folder(rotate)

    add_copies(actions)
    add_hospital(actions)
    add_work(actions)

    text = "look at a copy of the database that was put back; kiosks may forget it"
    durable = add(actions, "durable", _center_durable, text)
    with_folder(durable)
    durable.add_argument("--copy", required=True, metavar="URL")

    text = "say that an older copy of the database was put back just now"
    restored = add(actions, "restored", written("restored", _center_restored), text)
    with_folder(restored)

    text = "move a center that has outgrown its file into PostgreSQL"
    moved = add(actions, "move", _center_move, text)
    with_folder(moved)
    moved.add_argument("--database", required=True, metavar="URL")

    text = "forget what events said that are so many days old; chains stay whole"
    forget = add(actions, "forget", written("forget", _center_forget), text)
    with_folder(forget)
    forget.add_argument("--days", type=_days, required=True)

    text = "list who shares a name with whom, and every history that was left"
    forks = add(actions, "forks", _center_forks, text)
    with_folder(forks)

    text = "let a machine that was refused as a second of its name go on"
    settle = add(actions, "settle", written("settle", _center_settle), text)
    with_folder(settle)
    settle.add_argument("--kiosk", type=kiosk_id, required=True)

    text = "end a stolen machine at once, on open connections too"
    revoke = add(actions, "revoke", written("revoke", _center_revoke), text)
    revoke.add_argument("kiosk", type=kiosk_id, metavar="ID")
    with_folder(revoke)

    text = "list kiosks that asked for more than a hall can bring"
    alarms = add(actions, "alarms", _center_alarms, text)
    with_folder(alarms)

    text = "list parts that kiosks say are broken, and who repairs them"
    faults = add(actions, "faults", _center_faults, text)
    with_folder(faults)

    text = "list events that were refused and that nobody has dealt with"
    refused = add(actions, "refused", _center_refused, text)
    with_folder(refused)

    text = "say what was done about a refused event; its kiosk shows it"
    resolve = add(actions, "resolve", written("resolve", _center_resolve), text)
    resolve.add_argument("kiosk", type=kiosk_id, metavar="KIOSK")
    resolve.add_argument("event", metavar="EVENT_ID", help="as `refused` lists it")
    resolve.add_argument("--note", required=True, metavar="TEXT")
    resolve.add_argument("--by", required=True, metavar="WHO", help="who did it")
    with_folder(resolve)

    text = "open a journal from a stick, check it and list its entries"
    export = add(actions, "open-export", _center_open_export, text)
    with_folder(export)
    export.add_argument("export", type=Path, metavar="EXPORT")

    events = add(actions, "events", _center_events, "list the stored events")
    with_folder(events)
    events.add_argument("--verify", action="store_true", help="check every chain")


def _center_durable(options: argparse.Namespace) -> int:
    from kiosk.center.server.store_commands import durable_command

    return durable_command(center_of(options), options.copy, texts_of(options))


def _center_restored(options: argparse.Namespace) -> int:
    from kiosk.center.server.store_commands import restored_command

    return restored_command(center_of(options), texts_of(options))


def _days(text: str) -> int:
    """Return a number of days that no kiosk keeps an event for.

    :raises argparse.ArgumentTypeError: when it is none.
    """
    if not (text.isascii() and text.isdecimal() and 400 <= int(text) <= 36500):
        raise argparse.ArgumentTypeError("a number of days from 400 to 36500")
    return int(text)


def _center_move(options: argparse.Namespace) -> int:
    from kiosk.center.server.store_commands import move_command

    return move_command(center_of(options), options.database, texts_of(options))


def _center_forget(options: argparse.Namespace) -> int:
    from kiosk.center.server.store_commands import forget_command

    return forget_command(center_of(options), options.days, texts_of(options))


def _center_forks(options: argparse.Namespace) -> int:
    from kiosk.center.server.operator import forks_command

    return forks_command(center_of(options), texts_of(options))


def _center_revoke(options: argparse.Namespace) -> int:
    from kiosk.center.server.operator import revoke_command

    return revoke_command(center_of(options), options.kiosk, texts_of(options))


def _center_alarms(options: argparse.Namespace) -> int:
    from kiosk.center.server.operator import alarms_command

    return alarms_command(center_of(options), texts_of(options))


def _center_faults(options: argparse.Namespace) -> int:
    from kiosk.center.server.operator import faults_command

    return faults_command(center_of(options), texts_of(options))


def _center_refused(options: argparse.Namespace) -> int:
    from kiosk.center.upload.refused_commands import refused_command

    return refused_command(center_of(options), texts_of(options))


def _center_resolve(options: argparse.Namespace) -> int:
    from kiosk.center.upload.refused_commands import resolve_command

    folder, texts = center_of(options), texts_of(options)
    what = (options.kiosk, options.event, options.note, options.by)
    return resolve_command(folder, *what, texts)


def _center_settle(options: argparse.Namespace) -> int:
    from kiosk.center.server.operator import settle_command

    return settle_command(center_of(options), options.kiosk, texts_of(options))


def _center_open_export(options: argparse.Namespace) -> int:
    from kiosk.center.exports.export_lines import open_export_command

    return open_export_command(center_of(options), options.export, texts_of(options))


def _center_code(options: argparse.Namespace) -> int:
    from kiosk.center.server.operations import new_code

    print(new_code(center_of(options), options.kiosk))
    return 0


def _center_break_glass(options: argparse.Namespace) -> int:
    from kiosk.center.server.operator import break_glass_command

    folder, texts = center_of(options), texts_of(options)
    kiosk, number, by = options.kiosk, options.challenge, options.by
    return break_glass_command(folder, kiosk, number, by, texts)


def _center_release_pin(options: argparse.Namespace) -> int:
    from kiosk.center.server.operator import release_pin_command

    return release_pin_command(center_of(options), options.card, texts_of(options))


def _center_learn_card(options: argparse.Namespace) -> int:
    from kiosk.center.server.operator import learn_card_command

    return learn_card_command(center_of(options), options.card, texts_of(options))


def _center_allow_id_card(options: argparse.Namespace) -> int:
    from kiosk.center.server.operations import allow_part

    allow_part(center_of(options), options.kiosk, "id_card")
    print(texts_of(options)("operator__id_cards", kiosk=options.kiosk))
    return 0


def _center_rotate(options: argparse.Namespace) -> int:
    from kiosk.center.applications.application_keys import rotate

    print(rotate(center_of(options)))
    return 0


def _center_events(options: argparse.Namespace) -> int:
    from kiosk.center.server.store_commands import events_command

    return events_command(center_of(options), options.verify, texts_of(options))
