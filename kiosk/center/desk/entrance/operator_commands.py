"""`kiosk center operator ...`: accounts of the desk, beside the running center.

A password comes from a terminal without echo, or is the first line of standard input.
The app's secret is printed once, when it is made, and nowhere else.
"""

import getpass
import io
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import qrcode
from sqlalchemy import Connection

from kiosk.center.database.center_clock import now_of
from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import transaction
from kiosk.center.desk.audit.audit_book import AuditBook
from kiosk.center.desk.audit.shell_audit import SHELL
from kiosk.center.desk.desk_keys import DeskKeys
from kiosk.center.desk.desk_roles import role_of
from kiosk.center.desk.entrance import operators
from kiosk.domain.secret import Password
from kiosk.settings.login.passwords import password_hash
from kiosk.settings.login.time_codes import app_address, secret_text
from kiosk.settings.login.weak_passwords import PasswordMistake
from kiosk.settings.texts import Texts

ISSUER = "kiosk-desk"
"""What the app shows the account under."""
T = TypeVar("T")
Work = Callable[[Connection, DeskKeys, float], T]


def add_operator(folder: Path, name: str, role: str, qr: bool, texts: Texts) -> int:
    """Make an account and print, once, what its app needs; 2 when it cannot be."""
    if not operators.can_be_a_name(name):
        return _refused(texts("desk__operator_name"))
    hashed = _new_password(name, texts)
    if hashed is None:
        return 2
    what = role_of(role)

    def work(db: Connection, keys: DeskKeys, now: float) -> bytes | None:
        return operators.add(db, keys.sealed, name, what, hashed, now)

    secret = _noted(folder, "operator_add", name, role, work)
    if secret is None:
        return _refused(texts("desk__operator_taken", name=name))
    _print_secret(secret, name, qr, texts)
    return 0


def reset_operator(folder: Path, name: str, qr: bool, texts: Texts) -> int:
    """Give an account a new password and a new app; 2 when there is none."""
    hashed = _new_password(name, texts)
    if hashed is None:
        return 2

    def work(db: Connection, keys: DeskKeys, now: float) -> bytes | None:
        return operators.reset(db, keys.sealed, name, hashed, now)

    secret = _noted(folder, "operator_reset", name, "", work)
    if secret is None:
        return _refused(texts("desk__operator_unknown", name=name))
    _print_secret(secret, name, qr, texts)
    return 0


def disable_operator(folder: Path, name: str, texts: Texts) -> int:
    """Shut an account out at once, on all nodes; 2 when there is none."""

    def work(db: Connection, keys: DeskKeys, now: float) -> bool:
        return operators.disable(db, name, now)

    if not _noted(folder, "operator_disable", name, "", work):
        return _refused(texts("desk__operator_unknown", name=name))
    print(texts("desk__operator_disabled", name=name))
    return 0


def list_operators(folder: Path, texts: Texts) -> int:
    """Print every account: its name, its role, whether it may come in."""
    with closing(connect(folder)) as db:
        found = operators.listed(db)
    for each in found:
        word = "disabled" if each.disabled else "used" if each.used else "unused"
        state = texts(f"desk__account__{word}")
        role = texts(f"desk__role__{each.role.word}")
        print(texts("desk__operator_row", name=each.name, role=role, state=state))
    if not found:
        print(texts("desk__operator_none"))
    return 0


def _noted(folder: Path, act: str, name: str, told: str, work: Work[T]) -> T:
    """Do something to an account, and write it down when it was done."""
    keys = DeskKeys(folder)
    book = AuditBook(keys)
    with closing(connect(folder)) as db:
        now = now_of(db)
        with transaction(db):
            done = work(db, keys, now)
            if done:
                book.note(db, now, SHELL, act, name, told)
    return done


def _new_password(name: str, texts: Texts) -> str | None:
    """Return the hash of a password that is fit; None after a sentence why not."""
    if sys.stdin.isatty():
        first = getpass.getpass(texts("shell__account__ask"))
        again = getpass.getpass(texts("shell__account__again"))
    else:
        first = again = sys.stdin.readline().rstrip("\r\n")
    if first != again:
        _refused(texts("shell__account__differ"))
        return None
    password = Password(first)
    if mistake := operators.fit_password(name, password):
        _refused(texts(mistake_key(mistake), least=operators.LEAST_LETTERS))
        return None
    return password_hash(password)


def mistake_key(mistake: PasswordMistake) -> str:
    """Return the key of the sentence why a password of the desk is refused."""
    short = mistake is PasswordMistake.SHORT
    return "desk__password_short" if short else f"password__{mistake}"


def _print_secret(secret: bytes, name: str, qr: bool, texts: Texts) -> None:
    address = app_address(secret, name, ISSUER)
    print(texts("desk__operator_app"))
    if qr:
        code, drawn = qrcode.QRCode(), io.StringIO()
        code.add_data(address)
        code.print_ascii(drawn)
        print(drawn.getvalue())
    print(secret_text(secret))
    print(address)


def _refused(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2
