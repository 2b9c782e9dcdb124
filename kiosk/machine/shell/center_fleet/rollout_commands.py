"""`kiosk center release` and `rollout`: the office's releases, offered ring by ring."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.domain.message import Message
from kiosk.domain.visible_text import visible
from kiosk.machine.shell.center_serve import center_of, with_folder
from kiosk.machine.shell.center_shell.written_acts import written
from kiosk.machine.shell.options import add, texts_of
from kiosk.settings.told import Told

if TYPE_CHECKING:
    from kiosk.machine.shell.options import Commands

ENDS = {"pause": "paused", "resume": "running", "stop": "stopped"}


def add_rollouts(actions: "Commands") -> None:
    """Add the commands of releases and rollouts."""
    release = add(actions, "release", None, "packages that can be offered")
    acts = release.add_subparsers(required=True, metavar="ACTION")
    new = add(
        acts,
        "add",
        written("release add", _release_add),
        "keep a package as the office signed it",
    )
    new.add_argument("package", type=Path, metavar="FILE.deb")
    new.add_argument("signed", type=Path, metavar="FILE.release")
    new.add_argument("--by", required=True, metavar="WHO")
    new.add_argument(
        "--keys",
        type=Path,
        default=Path("/etc/kiosk/update-keys"),
        help="the folder with the office's public keys (default: %(default)s)",
    )
    with_folder(new)
    with_folder(add(acts, "list", _release_list, "list the packages"))

    rollout = add(actions, "rollout", None, "a release offered ring by ring")
    acts = rollout.add_subparsers(required=True, metavar="ACTION")
    begin = add(
        acts,
        "start",
        written("rollout start", _rollout_start),
        "offer a release to the first ring",
    )
    begin.add_argument("version", metavar="VERSION")
    begin.add_argument("--rings", default="1,10,100", help="percent (%(default)s)")
    begin.add_argument("--window", default="02:00-05:00", help="local hours")
    begin.add_argument("--hours-per-ring", type=_hours, default=24)
    text = "although most machines run a newer version"
    begin.add_argument("--older", action="store_true", help=text)
    begin.add_argument("--by", required=True, metavar="WHO")
    with_folder(begin)
    for name, text in (
        ("pause", "offer it to nobody else for now"),
        ("resume", "go on with what was paused"),
        ("stop", "end it; who has not installed it lets go of it"),
    ):
        end = add(acts, name, written(f"rollout {name}", _rollout_change), text)
        end.set_defaults(wanted=ENDS[name])
        end.add_argument("--by", required=True, metavar="WHO")
        with_folder(end)
    with_folder(add(acts, "status", _rollout_status, "say how it goes"))


def _hours(text: str) -> int:
    """Return how long a ring is open.

    :raises argparse.ArgumentTypeError: when it is no such number.
    """
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 720):
        raise argparse.ArgumentTypeError("a number of hours from 1 to 720")
    return int(text)


def _release_add(options: argparse.Namespace) -> int:
    from kiosk.center.database.center_clock import now_of
    from kiosk.center.database.connecting import connect
    from kiosk.center.editions.packages import PackageFacts, add_package
    from kiosk.sync.release.release_file import MOST_BYTES, MOST_LETTERS, read_release
    from kiosk.sync.release.release_keys import public_keys

    folder = center_of(options)
    with options.signed.open("rb") as file:
        signed = file.read(MOST_LETTERS + 1)
    told = read_release(signed, public_keys(options.keys))
    if options.package.stat().st_size != told.size or told.size > MOST_BYTES:
        raise Told(Message("release__changed"))
    what = (told.version, told.serial, told.architecture, told.size, told.sha512)
    facts = PackageFacts(*what)
    with closing(connect(folder)) as db:
        blocks = _blocks(options.package)
        add_package(db, facts, signed, blocks, options.by, now_of(db))
    version = {"version": told.version, "serial": told.serial}
    named = {**version, "architecture": told.architecture}
    print(texts_of(options)("rollout__added", **named))
    return 0


def _blocks(package: Path) -> Iterator[bytes]:
    from kiosk.sync.wire.downward.edition_contents import RELEASE_BLOCK

    with package.open("rb") as file:
        while data := file.read(RELEASE_BLOCK):
            yield data


def _release_list(options: argparse.Namespace) -> int:
    from kiosk.center.database.connecting import connect
    from kiosk.center.editions.packages import packages

    with closing(connect(center_of(options))) as db:
        found = packages(db)
    for each in found:
        print(f"{each.version}  {each.serial}  {each.architecture}  {each.size}")
    if not found:
        print(texts_of(options)("rollout__no_packages"), file=sys.stderr)
    return 0


def _rollout_start(options: argparse.Namespace) -> int:
    from kiosk.center.database.center_clock import now_of
    from kiosk.center.database.connecting import connect
    from kiosk.center.editions.rollouts import start

    how = (options.rings, options.window, options.hours_per_ring, options.by)
    with closing(connect(center_of(options))) as db:
        start(db, options.version, *how, now_of(db), options.older)
    told = {"version": options.version, "rings": options.rings}
    print(texts_of(options)("rollout__begun", **told))
    return 0


def _rollout_change(options: argparse.Namespace) -> int:
    from kiosk.center.database.center_clock import now_of
    from kiosk.center.database.connecting import connect
    from kiosk.center.editions.rollouts import change_state

    with closing(connect(center_of(options))) as db:
        version = change_state(db, options.wanted, options.by, now_of(db))
    print(texts_of(options)(f"rollout__{options.wanted}", version=version))
    return 0


def _rollout_status(options: argparse.Namespace) -> int:
    """Print how the newest rollout stands; 1 when it stopped by itself."""
    from kiosk.center.database.center_clock import now_of
    from kiosk.center.database.connecting import connect
    from kiosk.center.editions.rollouts import declined, view

    texts = texts_of(options)
    with closing(connect(center_of(options))) as db:
        found = view(db, now_of(db))
        refused = {} if found is None else declined(db, found.row)
    if found is None:
        print(texts("rollout__none"), file=sys.stderr)
        return 0
    row, facts = found.row, found.facts
    state = texts(f"rollout__{row['state']}", version=row["version"])
    sick = row["why"] == "sick"
    print(texts("rollout__sick", version=row["version"]) if sick else state)
    counts = {"taken": facts.taken, "kept": facts.kept, "failed": facts.failed}
    ring = {"percent": f"{facts.percent:g}", "least": facts.least}
    print(texts("rollout__counts", machines=facts.machines, **ring, **counts))
    for why, many in refused.items():
        key = f"rollout__why__{why}"
        word = texts(key) if texts.has(key) else visible(why)
        print(texts("rollout__declined", count=many, why=word))
    return 1 if sick else 0
