"""PostgreSQL's own programs for copies: `pg_dump` and `pg_restore`, and what they say.

They find the password as the center does: in `~/.pgpass` or the service's own ways.
"""

import os
import subprocess
from pathlib import Path

from sqlalchemy.engine import URL

from kiosk.center.receipts.kept_tables import receipt_key
from kiosk.center.server.backup import CopyBroken
from kiosk.domain.faults import SetupError
from kiosk.domain.message import Message
from kiosk.settings.told import Told

_INSTALLED = Path("/usr/lib/postgresql")
_LAST_WORDS = 300


class NoTools(Told, SetupError):
    """PostgreSQL's programs are not on this machine."""


def dump(url: URL, snapshot: str, path: Path) -> None:
    """Write one state of a database into a file.

    A receipt is forgotten when its key is gone: no copy may have the keys.

    :param snapshot: the state, as a transaction that still runs has exported it.
    :raises CopyBroken: when it does not succeed.
    """
    left_out = f"--exclude-table-data={receipt_key.name}"
    what = ("--format=custom", "--no-password", left_out, f"--snapshot={snapshot}")
    _run("pg_dump", *what, f"--file={path}", f"--dbname={_plain(url)}", place=path)


def check_readable(path: Path) -> None:
    """Read a whole file of `dump`, into nothing.

    :raises CopyBroken: when it cannot be read.
    """
    _run("pg_restore", f"--file={os.devnull}", str(path), place=path)


def load(url: URL, path: Path) -> None:
    """Bring a file of `dump` into an empty database, whole or not at all.

    :raises CopyBroken: when it does not succeed.
    """
    how = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    database = f"--dbname={_plain(url)}"
    _run("pg_restore", *how, "--no-password", database, str(path), place=path)


def _plain(url: URL) -> str:
    """Return an address as PostgreSQL's programs take it; it has no password."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _run(name: str, *arguments: str, place: Path) -> None:
    found = _program(name)
    done = subprocess.run(
        [str(found), *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        why = " ".join(done.stderr.split())[:_LAST_WORDS]
        raise CopyBroken(Message("copies__tool_failed", name=name, why=why))


def _program(name: str) -> Path:
    """Return the newest of the installed ones: an older one refuses a newer server.

    :raises NoTools: when there is none.
    """
    own = sorted(_INSTALLED.glob(f"*/bin/{name}"), key=_version)
    others = (Path(folder) / name for folder in os.get_exec_path())
    found = [*(path for path in others if path.is_file()), *own]
    if not found:
        raise NoTools(Message("copies__no_tools", name=name))
    return found[-1]


def _version(path: Path) -> int:
    text = path.parts[-3]
    return int(text) if text.isdecimal() else 0
