"""The technician's door: one answer for whatever was wrong, and who came in.

The number, the password and the code are judged together, each of them every time, so
that neither the words nor the time tell which one was wrong.
"""

import asyncio
import logging
import os

from kiosk.domain.secret import Password
from kiosk.session.pages.page import Part
from kiosk.session.staff.door import accounts, break_glass, door_tries
from kiosk.session.staff.door.accounts import StaffAccount, StaffAccounts
from kiosk.session.staff.door.break_glass import BreakGlass
from kiosk.session.staff.door.door_tries import DoorTries
from kiosk.session.staff.people import StaffPerson
from kiosk.settings.login.passwords import NOBODYS, password_matches
from kiosk.settings.login.time_codes import SECRET_BYTES, good_step
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.clock.clock import Clock

log = logging.getLogger(__name__)
MIGRATIONS = (
    *accounts.MIGRATIONS,
    *door_tries.MIGRATIONS,
    *break_glass.MIGRATIONS,
)


class StaffClaim(Part, frozen=True):
    """What somebody typed at the door."""

    number: str
    password: Password
    code: str
    challenge: str = ""
    """The number that the code was read out for; empty: it is the app's."""


class StaffDoor:
    """Judges claims; belongs to the store's thread and its loop."""

    def __init__(
        self, known: StaffAccounts, tries: DoorTries, glass: BreakGlass, clock: Clock
    ) -> None:
        self.accounts, self.tries, self.glass = known, tries, glass
        self._clock = clock
        self._hashing: asyncio.Task[bool] | None = None
        self._steps: dict[str, int] = {}
        """Steps that a full disk did not take; they are used all the same."""

    def wait(self, number: str) -> float:
        """Return for how many seconds a number has to wait."""
        return self.tries.seconds_left(number, self._clock.monotonic())

    async def enter(self, claim: StaffClaim) -> StaffPerson | None:
        """Return who came in; None: something was wrong, or the number has to wait.

        The miss is counted first, so that pulling the plug meanwhile wins no try.
        """
        if self.wait(claim.number) > 0:
            return None
        account = self.accounts.find(claim.number)
        known = tuple(each.number for each in self.accounts.all())
        self.tries.missed(claim.number, self._clock.monotonic(), known)
        hashed = NOBODYS if account is None else account.hashed
        right = await self._matches(claim.password, hashed)
        if not self._opens(account, right, claim):
            return None
        assert account is not None
        self.tries.opened(claim.number)
        return StaffPerson(account.number, account.role)

    async def _matches(self, password: Password, hashed: str) -> bool:
        """Compare beside the loop, one at a time: it takes memory and a whole core."""
        while self._hashing is not None and not self._hashing.done():
            await asyncio.wait({self._hashing})
        self._hashing = asyncio.create_task(
            asyncio.to_thread(password_matches, password, hashed)
        )
        return await asyncio.shield(self._hashing)

    def _opens(
        self, account: StaffAccount | None, right: bool, claim: StaffClaim
    ) -> bool:
        by_app = self._app_code_opens(account, right, claim)
        return self._phone_code_opens(right, account, claim) or by_app

    def _app_code_opens(
        self, account: StaffAccount | None, right: bool, claim: StaffClaim
    ) -> bool:
        secret = None if account is None else self.accounts.secret(account)
        last, drift = (0, 0) if account is None else (account.last_step, account.drift)
        last = max(last, self._steps.get(claim.number, last))
        at = self._clock.now().timestamp()
        good = good_step(
            secret or os.urandom(SECRET_BYTES), claim.code, at, drift, last
        )
        usable = secret is not None and right and not claim.challenge
        if account is None or good is None or not usable:
            return False
        try:
            return self.accounts.use_step(account, good)
        except StoreError:
            # Whoever comes to repair a full disk must get in; a restart meanwhile
            # takes longer than a code is good for.
            log.error("the last step of an account could not be kept")
            self._steps[claim.number] = good.step
            return True

    def _phone_code_opens(
        self, right: bool, account: StaffAccount | None, claim: StaffClaim
    ) -> bool:
        if not claim.challenge:
            return False
        try:
            if self.glass.fits(claim.code):
                open_to = right and account is not None
                return open_to and self.glass.spend(
                    claim.challenge, self._clock.monotonic()
                )
            self.glass.missed()
        except StoreError:
            log.error("the number of a one-time code could not be kept")
        return False
