"""Says in one sentence why a database does not open, and what to do about it.

A server that refuses a connection gives no code, only a text in its own language; no
row and no password is in that one. Of all other errors only the code is told.
"""

import re

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, ProgrammingError

from kiosk.domain.faults import SetupError
from kiosk.domain.message import Message
from kiosk.settings.told import Told

_NO_RIGHTS = "42501"
_REFUSED = re.compile(r"(?:FATAL|致命错误|严重错误)\s*[:：]\s*(.+)")
_NO_DATABASE = re.compile(r"(database|数据库).*(does not exist|不存在)", re.IGNORECASE)
_NO_ROLE = re.compile(
    r"\b(role|user|password|authentication|pg_hba)|角色|用户|密码|口令|认证",
    re.IGNORECASE,
)
_LONGEST = 200


class DatabaseAway(Told, SetupError):
    """The database cannot be opened; the cause is the engine's own error."""


def database_away(url: URL, error: DBAPIError) -> DatabaseAway:
    """Return what is told of a database that does not open."""
    shown = url.set(drivername=url.get_backend_name())
    where = shown.render_as_string(hide_password=True)
    told = {"where": where, "why": _word(error)}
    told |= {"user": url.username or "USER", "name": url.database or "NAME"}
    return DatabaseAway(Message(f"operator__{_kind(url, error)}", **told))


def is_away(error: DBAPIError) -> bool:
    """Tell whether the database is at fault, and not a statement of ours."""
    state = state_of(error)
    passing = state == _NO_RIGHTS or state[:2] in ("08", "25", "53", "55", "57")
    file = state.startswith("SQLITE_") and state != "SQLITE_ERROR"
    return passing or file or _of_connecting(error)


def state_of(error: DBAPIError) -> str:
    """Return the engine's own word for what went wrong; never its text.

    A text may quote the row that was written.
    """
    for name in ("sqlstate", "sqlite_errorname"):
        found = getattr(error.orig, name, None)
        if found is not None:
            return str(found)
    return "lost" if error.connection_invalidated else type(error.orig).__name__


def _kind(url: URL, error: DBAPIError) -> str:
    if url.host is None and not url.query and url.get_backend_name() == "sqlite":
        return "file_unusable"
    if state_of(error) == _NO_RIGHTS:
        return "no_rights"
    refused = _REFUSED.findall(str(error.orig))
    if not refused:
        silent = _of_connecting(error) and not isinstance(error, ProgrammingError)
        return "database_away" if silent else "database_refuses"
    if _NO_DATABASE.search(refused[-1]):
        return "no_database"
    return "no_role" if _NO_ROLE.search(refused[-1]) else "database_refuses"


def _word(error: DBAPIError) -> str:
    """Return what the engine says, of a failed connection only."""
    if not _of_connecting(error):
        return state_of(error)
    text = str(error.orig)
    refused = _REFUSED.findall(text)
    lines = refused[-1:] or text.strip().splitlines()[:1] or [state_of(error)]
    return str(lines[0]).rpartition("failed: ")[2][:_LONGEST]


def _of_connecting(error: DBAPIError) -> bool:
    """Tell whether no statement was under way."""
    return error.statement is None and getattr(error.orig, "sqlstate", None) is None
