"""Whose the kiosk's folder is: who may write there, and what to do when it is not us.

The usual way there is a command typed as root beside a service that runs as
its own user: what root makes there, the service may not read.
"""

import errno
import os
import pwd
from pathlib import Path

from kiosk.domain.faults import Fault, SetupError
from kiosk.domain.message import Message
from kiosk.settings.told import Told

_SYSTEM = (
    *("/", "/etc", "/home", "/media", "/mnt", "/opt", "/run", "/srv", "/usr"),
    *("/usr/lib", "/usr/local", "/usr/share"),
    *("/var", "/var/cache", "/var/lib", "/var/local"),
)
"""Folders that belong to the system, whatever is missing in them."""
DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)


class OtherOwner(Told, SetupError):
    """The folder is somebody else's; the text names the command that helps."""

    fault = Fault.STORE_DENIED


def user_name(number: int) -> str:
    """Return a user's name, or its number where it has none."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def denied(path: Path) -> Message | None:
    """Say why a file or folder cannot be written to by us; None: it can."""
    here = path
    while not _exists(here) and here != here.parent:
        here = here.parent
    try:
        if os.access(here, os.W_OK | os.R_OK, effective_ids=True):
            return None
        owner = owner_of(here)
        read_only = bool(os.statvfs(here).f_flag & os.ST_RDONLY)
    except OSError:
        me = user_name(os.geteuid())
        return Message("denied__unseen", path=str(path), me=me)
    if read_only:
        return Message("denied__read_only", path=str(here))
    me, whose = user_name(os.geteuid()), user_name(owner)
    if owner == os.geteuid():
        return Message("denied__own", path=str(here), me=me)
    if here != path and str(here) in _SYSTEM:
        # It is not given away: what is missing below it is made.
        missing = here / path.relative_to(here).parts[0]
        return Message(
            "denied__system", path=str(missing), above=str(here), whose=whose, me=me
        )
    return Message("denied__other", path=str(here), whose=whose, me=me)


def _exists(path: Path) -> bool:
    try:
        path.stat()
    except OSError:
        return False
    return True


def must_be_ours(folder: Path) -> None:
    """Refuse to make files in a folder of somebody else, as root could.

    :raises OtherOwner: when the folder is there and belongs to another user.
    """
    try:
        owner = owner_of(folder)
    except OSError:
        return
    # Anybody else is stopped by the system, and `denied` says why.
    if os.geteuid() == 0 != owner:
        whose, me = user_name(owner), user_name(os.geteuid())
        raise OtherOwner(
            Message("denied__as_root", path=str(folder), whose=whose, me=me)
        )


def strangers(folder: Path) -> list[Path]:
    """Return the files below a folder that belong to another user than it does."""
    owner = owner_of(folder)
    below = sorted(path for path in folder.rglob("*") if not path.is_symlink())
    return [path for path in below if owner_of(path) != owner]


def owner_of(path: Path) -> int:
    """Return the number of the user that a file belongs to."""
    return path.stat().st_uid
