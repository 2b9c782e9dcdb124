"""Who may come in at the technician's door: accounts in the kiosk's own file.

A password is kept as its hash; the app's secret is sealed with the machine's keys and
bound to the rest of the row, so that a role that was changed by hand opens nothing.
"""

import os
from collections.abc import Sequence

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.session.pages.page import Part
from kiosk.session.staff.door.pages import NUMBER_LEAST, NUMBER_MOST
from kiosk.session.staff.people import StaffRole
from kiosk.settings.login.time_codes import NEVER, GoodStep, new_secret
from kiosk.settings.state.store import Migration, Row, Store
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.wire.downward.sealed_accounts import CenterAccount

MIGRATIONS = (
    Migration(
        "staff-2-account",
        (
            "CREATE TABLE staff_account (number TEXT PRIMARY KEY, "
            "role INTEGER NOT NULL, hash TEXT NOT NULL, secret BLOB NOT NULL, "
            "last_step INTEGER NOT NULL, drift INTEGER NOT NULL) STRICT",
        ),
    ),
    Migration(
        "staff-6-from-center",
        ("CREATE TABLE staff_from_center (number TEXT PRIMARY KEY) STRICT",),
    ),
)
_NONCE = 12


class StaffAccount(Part, frozen=True):
    """One person's account."""

    number: str
    role: StaffRole
    hashed: str
    sealed: bytes
    last_step: int
    drift: int

    @property
    def used(self) -> bool:
        """Tell whether anybody has come in with it."""
        return self.last_step != NEVER


def is_number(text: str) -> bool:
    """Tell whether a text can be the number of an account."""
    return (
        text.isascii() and text.isdecimal() and NUMBER_LEAST <= len(text) <= NUMBER_MOST
    )


class StaffAccounts:
    """The rows; belongs to the store's thread, or to a command beside the kiosk."""

    def __init__(self, store: Store, keys: DeviceKeys) -> None:
        self._store = store
        self._cipher = AESGCM(keys.derived(b"kiosk-staff-secret-1"))

    def all(self) -> list[StaffAccount]:
        """Return every account by its number."""
        rows = self._store.all("SELECT * FROM staff_account ORDER BY number")
        return [_account(row) for row in rows]

    def find(self, number: str) -> StaffAccount | None:
        """Return an account; None: nobody has this number."""
        row = self._store.one("SELECT * FROM staff_account WHERE number=?", [number])
        return None if row is None else _account(row)

    def add(
        self,
        number: str,
        role: StaffRole,
        hashed: str,
        secret: bytes | None = None,
    ) -> bytes | None:
        """Make an account and return its secret; None: somebody has the number.

        :param hashed: from `password_hash`, which takes its time.
        :raises StoreError: when it cannot be kept.
        """
        secret = secret or new_secret()
        sealed = self._seal(secret, number, role, hashed)
        added = self._store.execute(
            "INSERT OR IGNORE INTO staff_account VALUES (?, ?, ?, ?, ?, 0)",
            [number, int(role), hashed, sealed, NEVER],
        )
        return secret if added else None

    def remove(self, number: str) -> bool:
        """Take an account away; False: there is none."""
        gone = self._store.execute("DELETE FROM staff_account WHERE number=?", [number])
        return bool(gone)

    def replace_from_center(self, accounts: Sequence[CenterAccount]) -> bool:
        """Put accounts in the place of all that the center gave before.

        The machine's own stay, also where the center has one of the same number. Whose
        app is the same goes on with the steps that were used.

        :returns: False, with nothing changed, when nobody at all could come in.
        :raises StoreError: when they cannot be kept.
        """
        given = "SELECT number FROM staff_from_center"
        before = {row["number"] for row in self._store.all(given)}
        own = {each.number for each in self.all()} - before
        wanted = [a for a in accounts if is_number(a.number) and _is_role(a.role)]
        wanted = [account for account in wanted if account.number not in own]
        if not own and not wanted:
            return False
        with self._store.atomic():
            for number in before - {account.number for account in wanted}:
                self.remove(number)
            self._store.execute("DELETE FROM staff_from_center")
            for account in wanted:
                self._put(account)
        return True

    def _put(self, account: CenterAccount) -> None:
        """Write an account of the center, in the caller's block."""
        number, role = account.number, StaffRole(account.role)
        before = self.find(number)
        sealed = self._seal(account.secret, number, role, account.hashed)
        last, drift = NEVER, 0
        if before is not None and self.secret(before) == account.secret:
            last, drift = before.last_step, before.drift
        self._store.execute(
            "INSERT OR REPLACE INTO staff_account VALUES (?, ?, ?, ?, ?, ?)",
            [number, int(role), account.hashed, sealed, last, drift],
        )
        self._store.execute("INSERT INTO staff_from_center VALUES (?)", [number])

    def change_password(self, number: str, hashed: str) -> bool:
        """Give an account another password; its app goes on. False: there is none."""
        account = self.find(number)
        secret = None if account is None else self.secret(account)
        if account is None or secret is None:
            return False
        sealed = self._seal(secret, number, account.role, hashed)
        changed = self._store.execute(
            "UPDATE staff_account SET hash=?, secret=? WHERE number=?",
            [hashed, sealed, number],
        )
        return bool(changed)

    def secret(self, account: StaffAccount) -> bytes | None:
        """Return the app's secret; None: somebody changed the row, or other keys."""
        bound = _bound(account.number, account.role, account.hashed)
        nonce, data = account.sealed[:_NONCE], account.sealed[_NONCE:]
        try:
            return self._cipher.decrypt(nonce, data, bound)
        except (InvalidTag, ValueError):
            return None

    def use_step(self, account: StaffAccount, good: GoodStep) -> bool:
        """Use a step up, durably; False: it was used, or the account is another.

        :raises StoreError: when it cannot be kept.
        """
        used = self._store.execute(
            "UPDATE staff_account SET last_step=?, drift=? "
            "WHERE number=? AND hash=? AND last_step<?",
            [good.step, good.drift, account.number, account.hashed, good.step],
        )
        return bool(used)

    def _seal(self, secret: bytes, number: str, role: StaffRole, hashed: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, secret, _bound(number, role, hashed))


def _is_role(role: int) -> bool:
    return role in {int(each) for each in StaffRole}


def _bound(number: str, role: StaffRole, hashed: str) -> bytes:
    return msgspec.json.encode([number, int(role), hashed])


def _account(row: Row) -> StaffAccount:
    return StaffAccount(
        number=row["number"],
        role=StaffRole(row["role"]),
        hashed=row["hash"],
        sealed=row["secret"],
        last_step=row["last_step"],
        drift=row["drift"],
    )
