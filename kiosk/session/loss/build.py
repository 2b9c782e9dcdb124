"""The pages of a loss report from the region's rules and the center's answer: pure.

An end that no rule and no answer gives is not invented.
"""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta

from kiosk.domain.applications import ActAnswer, ActId, ActState, act_reference
from kiosk.domain.region.region import Region
from kiosk.domain.region.region_rules import Procedure
from kiosk.session.loss.pages import (
    Act,
    LossConfirmPage,
    LossDonePage,
    LossWaitingPage,
    NextStep,
    WithdrawalWaitingPage,
)


def confirm_page(
    region: Region, now: datetime | None, act: Act, holder: str, online: bool
) -> LossConfirmPage:
    """Return what the report will do, before anything is done."""
    rules = region.loss
    days = rules.temporary_days if act is Act.LOSS else None
    return LossConfirmPage(
        act=act,
        holder=holder,
        covers=rules.covers,
        bank_note=rules.bank_note,
        banks=tuple((b.name, b.loss_phone) for b in region.banks if b.loss_phone),
        days=days,
        until=now + timedelta(days=days) if now and days else None,
        releases_itself=rules.releases_itself and days is not None,
        undo_minutes=rules.undo_minutes if online else 0,
        online=online,
        hotlines=loss_lines(region),
        kind=rules.kind if act is Act.LOSS else "",
    )


def waiting_page(
    region: Region, asked: datetime, act: Act, holder: str, of: ActId, can_print: bool
) -> LossWaitingPage:
    """Return the page of a report that nobody but this kiosk knows of yet."""
    return LossWaitingPage(
        act=act,
        holder=holder,
        reference=act_reference(of),
        asked=asked,
        hotlines=loss_lines(region),
        hours=region.hotlines.hours,
        can_print=can_print,
    )


def withdrawal_page(
    region: Region, asked: datetime, holder: str, of: ActId, can_print: bool
) -> WithdrawalWaitingPage:
    """Return the page of a withdrawal that the center has not judged."""
    return WithdrawalWaitingPage(
        holder=holder,
        reference=act_reference(of),
        asked=asked,
        hotline=region.hotlines.consultation,
        can_print=can_print,
    )


def done_page(
    region: Region,
    now: datetime,
    act: Act,
    holder: str,
    answer: ActAnswer,
    can_print: bool,
) -> LossDonePage:
    """Return the page of a report that holds; times are those of the hall's clock."""

    def local(moment: datetime | None) -> datetime | None:
        return moment.astimezone(now.tzinfo) if moment else None

    undo_until = local(answer.undo_until)
    left = (undo_until - now).total_seconds() if undo_until else 0.0
    return LossDonePage(
        act=act,
        already=answer.state is ActState.ALREADY,
        number=answer.number,
        holder=holder,
        card_number=answer.card_number,
        since=local(answer.effective_from),
        until=local(answer.until),
        undo_until=undo_until if left > 0 else None,
        undo_minutes=max(0, math.ceil(left / 60)),
        covers=region.loss.covers,
        bank_note=region.loss.bank_note,
        releases_itself=region.loss.releases_itself and answer.until is not None,
        next_steps=tuple(next_steps(region)),
        hotline=region.hotlines.consultation,
        can_print=can_print,
        kind=region.loss.kind if act is Act.LOSS else "",
    )


def next_steps(region: Region) -> Iterator[NextStep]:
    """Yield how a new card is got, and how a card that is found is set free."""
    rules = region.procedure("replacement") or Procedure()
    fee = rules.fee or region.fees.replacement_note
    more = (*filter(None, (rules.time, fee)), *rules.notes)
    yield NextStep("replacement", rules.where, rules.needs, more)
    rules = region.procedure("release") or Procedure()
    yield NextStep("release", rules.where, rules.needs, rules.notes)


def collecting(region: Region) -> tuple[tuple[str, str], ...]:
    """Return when and where a new card is collected, with what, and what it costs.

    Where a card is applied for it need not lie: what no source says is asked for.
    """
    rules = region.procedure("replacement") or Procedure()
    found = region.procedure("collection") or Procedure()
    told = {
        "term": rules.time,
        "fee": rules.fee or region.fees.replacement_note,
        "collect": "、".join(found.where),
        "ask_collect": "" if found.where else region.hotlines.consultation,
        "bring": "、".join(found.needs or rules.needs),
    }
    return tuple((name, words) for name, words in told.items() if words)


def loss_lines(region: Region) -> tuple[str, ...]:
    """Return the numbers that take a report by telephone."""
    return region.hotlines.loss or (region.hotlines.consultation,)
