"""`kiosk center publish`, `editions` and `staff`: what machines are given to have."""

import argparse
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.domain.china_time import china_second
from kiosk.domain.message import Message
from kiosk.domain.visible_text import visible
from kiosk.machine.shell.center_serve import center_of, with_folder
from kiosk.machine.shell.center_shell.written_acts import written
from kiosk.machine.shell.options import add, texts_of
from kiosk.settings.told import Told

if TYPE_CHECKING:
    from kiosk.machine.shell.options import Commands

MOST_HALLS = 8
"""Halls that are named where none of them was meant."""
ROLES = ("hall", "technician", "engineer")


def add_editions(actions: "Commands") -> None:
    """Add the commands of editions and of the center's technicians."""
    text = "give machines a region, notices or settings; they check it and take it"
    publish = add(actions, "publish", written("publish", _publish), text)
    publish.add_argument("kind", choices=("region", "notices", "settings"))
    publish.add_argument("file", type=Path, metavar="FILE", help="TOML")
    publish.add_argument(
        "--for",
        dest="audience",
        default="all",
        metavar="AUDIENCE",
        help="all (default), site:HALL or kiosk:ID",
    )
    publish.add_argument("--by", required=True, metavar="WHO", help="who gives it")
    with_folder(publish)
    shown = add(actions, "editions", _editions, "list what was published")
    with_folder(shown)

    staff = add(actions, "staff", None, "who may come in at all machines")
    acts = staff.add_subparsers(required=True, metavar="ACTION")
    text = "add a technician; the password is the first line of standard input"
    new = add(acts, "add", written("staff add", _staff_add), text)
    new.add_argument("number", metavar="NUMBER")
    new.add_argument("--role", choices=ROLES, required=True)
    new.add_argument("--by", required=True, metavar="WHO")
    with_folder(new)
    gone = add(
        acts,
        "remove",
        written("staff remove", _staff_remove),
        "let a technician in nowhere any more",
    )
    gone.add_argument("number", metavar="NUMBER")
    gone.add_argument("--by", required=True, metavar="WHO")
    with_folder(gone)
    with_folder(add(acts, "list", _staff_list, "list the center's technicians"))


def _publish(options: argparse.Namespace) -> int:
    from kiosk.center.database.center_clock import now_of
    from kiosk.center.database.connecting import connect
    from kiosk.center.editions.shelf import halls_without, publish

    folder, texts = center_of(options), texts_of(options)
    data = options.file.read_bytes()
    with closing(connect(folder)) as db:
        halls = halls_without(db, options.audience)
        if halls is not None:
            known = tuple(map(visible, halls[:MOST_HALLS]))
            whom = visible(options.audience)
            raise Told(Message("edition__no_hall", audience=whom, known=known))
        who = (options.audience, options.by, now_of(db))
        made = publish(db, options.kind, data, *who)
    told = {"kind": made.kind, "number": made.number, "audience": made.audience}
    word = "published" if data.strip() else "taken_away"
    print(texts(f"edition__{word}", **told))
    return 0


def _editions(options: argparse.Namespace) -> int:
    from kiosk.center.database.connecting import connect
    from kiosk.center.editions.edition_places import places_at
    from kiosk.center.editions.shelf import published

    texts = texts_of(options)
    with closing(connect(center_of(options))) as db:
        found, at = published(db), places_at(db)
    for each in found:
        applied, refused = at.get((each.kind, each.number), (0, 0))
        where = texts("edition__at", applied=applied, refused=refused)
        made = china_second(each.made)
        what = (each.kind, str(each.number), visible(each.audience), str(each.size))
        print("  ".join((*what, made, visible(each.by), where)))
    if not found:
        print(texts("edition__none"), file=sys.stderr)
    return 0


def _staff_add(options: argparse.Namespace) -> int:
    from kiosk.domain.secret import Password
    from kiosk.session.staff.door.accounts import is_number
    from kiosk.session.staff.people import StaffRole
    from kiosk.settings.login.passwords import password_hash
    from kiosk.settings.login.time_codes import app_address, new_secret
    from kiosk.settings.login.weak_passwords import password_mistake
    from kiosk.sync.wire.downward.sealed_accounts import CenterAccount

    number = options.number
    center_of(options)
    if not is_number(number):
        raise Told(Message("staff__number"))
    password = Password(sys.stdin.readline().rstrip("\r\n"))
    if mistake := password_mistake(password, number, "center"):
        raise Told(Message(f"password__{mistake}"))
    secret, role = new_secret(), StaffRole[options.role.upper()]
    account = CenterAccount(number, int(role), password_hash(password), secret)
    edition = _changed(options, lambda add, _: add(account))
    print(texts_of(options)("staff__added", number=number, edition=edition))
    print(app_address(secret, number, "kiosk-center"))
    return 0


def _staff_remove(options: argparse.Namespace) -> int:
    edition = _changed(options, lambda _, remove: remove(options.number))
    told = {"number": options.number, "edition": edition}
    print(texts_of(options)("staff__removed", **told))
    return 0


def _changed(
    options: argparse.Namespace,
    change: Callable[[Callable[..., int], Callable[..., int]], int],
) -> int:
    """Change the roll by one of its two ways and return the edition's number."""
    from kiosk.center.database.center_clock import now_of
    from kiosk.center.database.connecting import connect
    from kiosk.center.editions import staff_roll
    from kiosk.center.identity.sealed_secrets import SealedSecrets

    folder = center_of(options)
    secrets = SealedSecrets(folder)
    with closing(connect(folder)) as db:
        who = (options.by, now_of(db))
        return change(
            lambda account: staff_roll.add_member(db, secrets, account, *who),
            lambda number: staff_roll.remove_member(db, secrets, number, *who),
        )


def _staff_list(options: argparse.Namespace) -> int:
    from kiosk.center.database.connecting import connect
    from kiosk.center.editions.staff_roll import members
    from kiosk.center.identity.sealed_secrets import SealedSecrets

    folder, texts = center_of(options), texts_of(options)
    with closing(connect(folder)) as db:
        found = members(db, SealedSecrets(folder))
    for each in found:
        since = china_second(each.at)
        role = texts(f"role__{each.account.role}")
        print("  ".join((each.account.number, role, since, visible(each.by))))
    if not found:
        print(texts("staff__none"), file=sys.stderr)
    return 0
