"""Losses: report, undo, withdraw, release; sure of the answer. More: `card_acts.py`.

When an answer is lost the state is asked again before anything is said. It knows no
page and no lockout of the machine; those are the flow's.
"""

from contextlib import suppress
from functools import partial

from kiosk.domain.applications import (
    ActAnswer,
    ActId,
    ByIdCard,
    Lodged,
    LossKind,
    Reason,
    Who,
)
from kiosk.domain.faults import Fault, KioskError
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.applications.application_ids import ActIds
from kiosk.sync.applications.applications_client import ActsClient
from kiosk.sync.applications.card_acts import CardActs, NoSealingKey
from kiosk.sync.applications.delivering import ActDelivery
from kiosk.sync.applications.key_cache import KeyCache
from kiosk.sync.applications.pending import PendingActs, PendingNumbers
from kiosk.sync.applications.sure_answer import REFUSED, sure_answer
from kiosk.sync.applications.withdrawals import Withdrawals
from kiosk.sync.journal.journal import Journal
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.applications_wire import (
    LossRequest,
    ReleaseRequest,
    SealingKey,
    UndoRequest,
    WithdrawRequest,
)
from kiosk.sync.wire.events.application_events import (
    ReleaseAnswered,
    ReleaseAsked,
    UndoAnswered,
    UndoAsked,
)
from kiosk.sync.wire.sealing import (
    RELEASE,
    loss_purpose,
    undo_purpose,
    withdraw_purpose,
)

_HOWS = ("number", "id_card")
"""By what a report is counted, for a typed number and for one that was read."""


__all__ = ["ApplicationDesk", "NoSealingKey", "NoTime"]


class NoTime(KioskError):
    """The clock is not believed and no center tells the time: nothing may wait."""

    fault = Fault.CLOCK_UNSURE


class ApplicationDesk(CardActs):
    """Acts in a person's name; lives on the session thread's loop."""

    def __init__(
        self,
        journal: Journal,
        ids: ActIds,
        client: ActsClient,
        pending: PendingActs,
        keys: KeyCache,
        withdrawals: Withdrawals,
        delivery: ActDelivery,
    ) -> None:
        super().__init__(journal, ids, client, keys)
        self._pending, self._withdrawals = pending, withdrawals
        self.delivery = delivery
        """What the uploader calls first."""

    @classmethod
    def over(cls, journal: Journal, line: CenterClient) -> "ApplicationDesk":
        """Return a desk on the journal's store and the line to the center."""
        client, time = ActsClient(line), journal.time
        pending = PendingActs(journal.store, journal, time)
        keys = KeyCache(journal.store, client, time)
        withdrawals = Withdrawals(pending, journal.store, journal, time)
        delivery = ActDelivery(pending, withdrawals, keys, client, time)
        ids = ActIds(time)
        return cls(journal, ids, client, pending, keys, withdrawals, delivery)

    @property
    def can_seal(self) -> bool:
        """Tell whether a report can be taken now even without a line."""
        return self._keys.key() is not None and self._knows_time()

    @property
    def sealing_key(self) -> SealingKey | None:
        """Return the center's key as it was last given; None: it was never met."""
        return self._keys.key()

    def _knows_time(self) -> bool:
        return self._journal.time.belief().known

    async def report_loss(self, kind: LossKind, who: Who) -> Lodged:
        """Report a loss: durable first, then asked; without an answer it waits.

        :raises NoSealingKey: when there is no key and no line to get one.
        :raises NoTime: when nobody could say later how long it has waited.
        :raises CenterError: when the center refuses this machine; nothing is kept then.
        :raises QueueFull: when too many wait.
        :raises StoreError: when it could not be made durable.
        """
        await self._ask_time()
        lodged = await self._reported(kind, who)
        if lodged.answer and lodged.answer.reason is Reason.UNREADABLE:
            # The center was restored or changed: its present key is another.
            await self._keys.fetch()
            lodged = await self._reported(kind, who)
        return lodged

    async def _ask_time(self) -> None:
        """Make sure that a report can wait, before anything is promised."""
        if self._knows_time():
            return
        try:
            await self.delivery.agree()
        except CenterError as error:
            raise NoTime("The clock is wrong, and there is no center.") from error

    async def _reported(self, kind: LossKind, who: Who) -> Lodged:
        request = await self._loss_request(kind, who)
        how = _HOWS[isinstance(who, ByIdCard)]
        self._pending.begin(request, how, self._tag(how, who.number))
        return await self._lodged(request)

    async def withdraw(self, who: Who) -> Lodged:
        """Take back what waits here for a number: durable first, then asked.

        The same is kept and said whether anything of that number waits or not: who
        types somebody else's number learns nothing of its owner.

        :raises NoSealingKey: when there is no key and no line to get one.
        :raises QueueFull: when too many withdrawals wait.
        :raises StoreError: when it could not be made durable.
        """
        act, tags = self._ids.next(), [self._tag(how, who.number) for how in _HOWS]
        reports = self._pending.waiting_of(tags)
        sealed = await self.sealed(act, withdraw_purpose(reports), who)
        request = WithdrawRequest(act=act, reports=reports, identity=sealed)
        self._withdrawals.begin(request, tags[0])
        try:
            with self.delivery.in_hand(act):
                send = partial(self._client.withdraw, request)
                answer = await sure_answer(self._client, act, send)
        except CenterError:
            return self._withdrawals.lodged(act) or Lodged(act)
        finally:
            self.kick()
        # As with a report: what is not settled now hears the same answer again.
        with suppress(StoreError):
            self._withdrawals.settle(answer)
        return Lodged(act, answer)

    def withdrawal(self, act: ActId) -> Lodged | None:
        """Return how a withdrawal of this kiosk stands."""
        return self._withdrawals.lodged(act)

    async def undo(self, of: ActId, who: Who) -> ActAnswer:
        """Take a report back.

        :raises CenterError: when it is not known whether the center did it.
        """
        act = self._ids.next()
        sealed = await self.sealed(act, undo_purpose(of), who)
        request = UndoRequest(act=act, of=of, identity=sealed)
        send = partial(self._client.undo, request)
        return await self.asked(UndoAsked(act), UndoAnswered, send)

    async def release(self, who: Who, card: str = "") -> ActAnswer:
        """End the loss report of a card.

        :param card: the id of the one in the slot; without it the one that is lost.

        :raises CenterError: when it is not known whether the center did it.
        """
        act = self._ids.next()
        sealed = await self.sealed(act, RELEASE, who)
        request = ReleaseRequest(act=act, identity=sealed, card=card)
        send = partial(self._client.release, request)
        return await self.asked(ReleaseAsked(act), ReleaseAnswered, send)

    def lodged(self, act: ActId) -> Lodged | None:
        """Return how a loss report of this kiosk stands."""
        return self._pending.lodged(act)

    def numbers(self) -> PendingNumbers:
        """Return how many reports wait and since when."""
        return self._pending.numbers()

    def prune(self, keep_days: int) -> int:
        """Forget reports that were answered so many days ago; return how many."""
        return self._pending.prune(keep_days)

    async def _lodged(self, request: LossRequest) -> Lodged:
        """Try at once; whatever ends the waiting, the row is in line from then on."""
        act = request.act
        try:
            with self.delivery.in_hand(act):
                send = partial(self._client.report_loss, request)
                answer = await sure_answer(self._client, act, send)
        except CenterError as error:
            if error.fault in REFUSED and self._withdrawn(act):
                raise
            return self._pending.lodged(act) or Lodged(act)
        finally:
            self.kick()
        # The center has decided whatever the disk does: a row that could not be
        # settled goes on waiting, and the delivery hears the same answer again.
        with suppress(StoreError):
            self._pending.settle(answer)
        if self._journal.time.due():
            # The page tells how long it can be taken back: by the center's clock.
            with suppress(CenterError):
                await self.delivery.agree()
        return Lodged(act, answer)

    def _withdrawn(self, act: ActId) -> bool:
        """Let nothing wait that a center which refuses this machine will never take."""
        try:
            return self._pending.withdraw(act)
        except StoreError:
            return False  # it is still in line, and the page says so

    async def _loss_request(self, kind: LossKind, who: Who) -> LossRequest:
        act = self._ids.next()
        return LossRequest(
            act=act,
            kind=kind,
            identity=await self.sealed(act, loss_purpose(kind), who),
            claimed=self._ids.now(),
        )

    def _tag(self, how: str, number: str) -> str:
        """Return by what reports of one number are counted while they wait."""
        return self._journal.keys.tag(f"loss.{how}", number.upper())
