"""Editions that are in force at once: the idle page's notices, and who may come in."""

import msgspec

from kiosk.session.dialog.notice_board import NoticeBoard
from kiosk.session.staff.door.accounts import StaffAccounts
from kiosk.sync.downward.edition_desk import EditionUnfit
from kiosk.sync.downward.edition_rows import KeptEdition
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.wire.downward.edition_contents import NoticesContent
from kiosk.sync.wire.downward.sealed_accounts import (
    AccountsContent,
    AccountsUnreadable,
    open_accounts,
)
from kiosk.sync.wire.phone_code import machine_secret

UNREADABLE = "unreadable"


class AtOnce:
    """What needs no trial."""

    tries, replaced = 1, True

    def begin(self, edition: KeptEdition) -> None:
        """Do nothing: it is applied where it is taken."""

    def outcome(self, edition: KeptEdition) -> str | None:
        """Return that it was broken off, should a row ever say so."""
        return "restart"

    def hold(self, number: int, content: bytes) -> None:
        """Do nothing: it is in the kiosk's file."""


class NoticesEdition(AtOnce):
    """Texts on the idle page."""

    def __init__(self, board: NoticeBoard) -> None:
        self._board = board

    def apply(self, edition: KeptEdition) -> bool:
        """Look whether they can be shown."""
        _notices(edition.content)
        return True

    def hold(self, number: int, content: bytes) -> None:
        """Show them."""
        self._board.notices = _notices(content).notices


def _notices(content: bytes) -> NoticesContent:
    try:
        return msgspec.json.decode(content, type=NoticesContent)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise EditionUnfit(UNREADABLE) from None


class AccountsEdition(AtOnce):
    """Technicians from the center."""

    def __init__(self, accounts: StaffAccounts, keys: DeviceKeys, kiosk: str) -> None:
        self._accounts, self._keys, self._kiosk = accounts, keys, kiosk

    def apply(self, edition: KeptEdition) -> bool:
        """Put them in the place of those that came before from the center."""
        try:
            content = msgspec.json.decode(edition.content, type=AccountsContent)
            secret = machine_secret(self._keys.signing, content.center)
            found = open_accounts(secret, self._kiosk, content)
        except (msgspec.MsgspecError, ValueError, AccountsUnreadable, RecursionError):
            raise EditionUnfit(UNREADABLE) from None
        if not self._accounts.replace_from_center(found):
            raise EditionUnfit("nobody_left")
        return True
