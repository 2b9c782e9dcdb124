"""`kiosk center backup` and `restore`: a whole center, in one command each.

No passphrase is an argument: those stand in lists of processes.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.machine.shell.center_serve import center_of, with_folder
from kiosk.machine.shell.options import add, texts_of

if TYPE_CHECKING:
    from kiosk.machine.shell.options import Commands


def add_copies(actions: "Commands") -> None:
    """Add both."""
    text = "back the center up while it runs; kiosks may forget what a backup holds"
    copy = add(actions, "backup", _backup, text)
    with_folder(copy)
    copy.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    key = copy.add_mutually_exclusive_group(required=True)
    _passphrase(key)
    text = "leave the root key out: it is kept elsewhere"
    key.add_argument("--without-key", action="store_true", help=text)

    text = "make a center from a backup, in an empty folder and database"
    back = add(actions, "restore", _restore, text)
    with_folder(back)
    back.add_argument(
        "--from", type=Path, required=True, metavar="FOLDER", dest="source"
    )
    key = back.add_mutually_exclusive_group(required=True)
    _passphrase(key)
    key.add_argument("--root-key", type=Path, metavar="FILE", help="kept elsewhere")
    text = "an empty database, for a backup from PostgreSQL"
    back.add_argument("--database", metavar="URL", help=text)


def _passphrase(group: argparse._MutuallyExclusiveGroup) -> None:
    text = "its first line seals the root key; - reads standard input"
    group.add_argument("--passphrase-file", metavar="FILE", help=text)


def _backup(options: argparse.Namespace) -> int:
    from kiosk.center.server.store_commands import backup_command

    folder, passphrase = center_of(options), options.passphrase_file
    return backup_command(folder, options.to, passphrase, texts_of(options))


def _restore(options: argparse.Namespace) -> int:
    from kiosk.center.server.store_commands import restore_command

    key = options.passphrase_file, options.root_key
    where = options.source, options.folder
    return restore_command(*where, *key, options.database, texts_of(options))
