"""Renews the kiosk's certificate in good time, over the one it still has.

When that is follows from a pure rule. Each time the center is asked which authorities
hold: a newer one is taken in (`trust.py`) and the certificate moves to it. Enrolment,
which needs a person with a code, is another matter, and an ended certificate never
keeps the journal from growing.
"""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random, SystemRandom

from kiosk.domain.faults import Fault, KioskError
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.clock.clock import Clock
from kiosk.sync.identity.certificates import CertificateLife, Certificates
from kiosk.sync.identity.enrolment import fingerprint
from kiosk.sync.identity.returning import keep_answer
from kiosk.sync.identity.trust import trusted_after
from kiosk.sync.line.backoff import UploadState, after_failure
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import NOT_LET_IN, CenterError
from kiosk.sync.wire.events.machine_events import (
    CertificateAsked,
    CertificateRenewed,
    CertificateReturned,
)
from kiosk.sync.wire.identity_wire import Reenrolment, Renewal, TrustedAuthorities

log = logging.getLogger(__name__)

LOOK_EVERY = 3600.0
SHARE = 2 / 3
"""Of a certificate's life, then it is renewed."""
SPREAD = 1 / 10
"""Of a life more, at most, so that kiosks enrolled on one day do not all come at once;
of 90 days three weeks are left then."""

ASK_EVERY = (120.0, 300.0)
"""Seconds between two questions whether staff has approved."""
SOON = 1.0
CertificateEvent = CertificateRenewed | CertificateReturned | CertificateAsked
MOVE_WITHIN = timedelta(days=1)


def spread_of(kiosk_id: str, serial: str) -> float:
    """Return where in the spread a kiosk renews this certificate, from 0 to 1.

    It is drawn by hashing, so a restart draws the same again.
    """
    digest = hashlib.sha256(f"renewal-1 {kiosk_id} {serial}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def renew_at(life: CertificateLife, spread: float) -> datetime:
    """Return when a certificate is to be renewed; `spread` is from 0 to 1."""
    return life.begins + (life.ends - life.begins) * (SHARE + SPREAD * spread)


def is_due(life: CertificateLife | None, kiosk_id: str, now: datetime) -> bool:
    """Tell whether to renew now.

    An ended one is asked for too: the clock that says so may be the wrong one.
    """
    if life is None:
        return False
    return now >= renew_at(life, spread_of(kiosk_id, life.serial))


def is_overdue(
    papers: Certificates, kiosk_id: str, life: CertificateLife | None, now: datetime
) -> bool:
    """Tell whether to renew for the sake of a newer authority.

    Within a day of its first one, so that not all kiosks come in one hour.
    """
    if life is None or papers.is_of_the_newest():
        return False
    newest = papers.authorities()[0].not_valid_before_utc
    return now >= newest + MOVE_WITHIN * spread_of(kiosk_id, life.serial)


async def learn_authorities(papers: Certificates, line: CenterClient) -> str | None:
    """Ask which authorities hold and keep it; return the newest one's fingerprint.

    None: an older center, which has one and knows no fingerprints.

    What nobody stands behind whom we trust changes nothing.

    :raises CenterError: when it was not told.
    :raises OSError: when it could not be kept.
    """
    told = await line.authorities()
    if told is None:
        return None
    keep_told(papers, told)
    return fingerprint(papers.authorities()[0])


def keep_told(papers: Certificates, told: TrustedAuthorities) -> None:
    """Trust from now on whom a center names, as far as that is proved.

    :raises OSError: when it could not be kept.
    """
    known = papers.authorities()
    try:
        trusted = trusted_after(known, told)
    except CenterError as error:
        log.warning("the authorities stay as they are: %s", error.fault)
        return
    if trusted != known:
        papers.keep_authorities(trusted)
        log.warning("authorities that are trusted now: %d", len(trusted))


async def renew_when_due(
    papers: Certificates, line: CenterClient, now: datetime
) -> bool:
    """Renew the certificate when it is time, and tell whether it was done.

    The client takes the new file up by itself with its next request.

    :raises CenterError: when the center did not give a usable one.
    :raises OSError: when it could not be written; the old one is still there.
    """
    life = papers.life()
    if life is None:
        return False
    newest = await learn_authorities(papers, line)
    kiosk = line.kiosk_id
    if not (is_due(life, kiosk, now) or is_overdue(papers, kiosk, life, now)):
        return False
    request = Renewal(papers.request(kiosk), newest or "")
    answer = await line.renew(request)
    papers.keep_next(answer.certificate)
    return True


class Renewer:
    """Looks every hour; lives beside the uploader on the session thread's loop."""

    def __init__(
        self,
        papers: Certificates,
        line: CenterClient,
        note: Callable[[CertificateEvent], None],
        clock: Clock,
        random: Random | None = None,
    ) -> None:
        """Take the parts; `note` puts an event into the journal."""
        self._papers, self._line, self._note = papers, line, note
        self._clock, self._random = clock, random or SystemRandom()
        self._state = UploadState()

    async def run(self) -> None:
        """Look for ever until cancelled; no failure ends it."""
        while True:
            pause = await self.look()
            await asyncio.sleep(pause)

    async def look(self) -> float:
        """Renew if it is time, and return how many seconds to wait then."""
        try:
            renewed = await renew_when_due(self._papers, self._line, self._clock.now())
        except CenterError as error:
            if error.fault in NOT_LET_IN:
                return await self._ask_to_return(error)
            return self._failed(error.fault, error.retry_after)
        except KioskError as error:
            return self._failed(error.fault, None)
        except OSError as error:
            log.warning("the certificate cannot be kept: %s", error)
            return self._failed(Fault.STORE_BROKEN, None)
        except Exception as error:
            # A mistake in the program must not end the session and all its people.
            log.error("renewal failed: %s", type(error).__name__)
            log.debug("trace", exc_info=error)
            return self._failed(Fault.INTERNAL, None)
        self._state = UploadState()
        self._line.waiting.end()
        if renewed:
            self._tell(CertificateRenewed)
        return LOOK_EVERY

    async def _ask_to_return(self, refused: CenterError) -> float:
        """Ask for what staff has to approve, and say when to ask again."""
        papers, line = self._papers, self._line
        request = Reenrolment(line.kiosk_id, papers.request(line.kiosk_id))
        try:
            answer = await line.reenrol(request)
            if answer.authorities is not None:
                keep_told(papers, answer.authorities)
            new = keep_answer(papers, line.waiting, answer)
        except CenterError as error:
            if error.fault is Fault.CENTER_REFUSED_US:
                line.waiting.end()  # it was revoked, or the center never knew it
            return self._failed(error.fault, error.retry_after)
        except OSError as error:
            log.warning("the answer cannot be kept: %s", error)
            return self._failed(Fault.STORE_BROKEN, None)
        if new is None:
            self._state = UploadState()
            self._tell(CertificateReturned)
            return SOON
        if new:
            self._note_safely(CertificateAsked())
        self._failed(Fault.NOT_APPROVED, None)
        return self._random.uniform(*ASK_EVERY)

    def _failed(self, fault: Fault, retry_after: float | None) -> float:
        now = self._clock.monotonic()
        state = after_failure(self._state, fault, retry_after, now, self._random)
        if fault is not self._state.fault:
            log.warning("the certificate could not be renewed: %s", fault)
        self._state = state
        return (state.retry_at or now) - now

    def _tell(self, kind: type[CertificateRenewed | CertificateReturned]) -> None:
        life = self._papers.life()
        if life is not None:
            self._note_safely(kind(serial=life.serial, ends=life.ends.isoformat()))

    def _note_safely(self, event: CertificateEvent) -> None:
        """Put it into the journal; what was done stands even where that cannot be."""
        try:
            self._note(event)
        except StoreError as error:
            log.warning("the renewal could not be noted: %s", error)
