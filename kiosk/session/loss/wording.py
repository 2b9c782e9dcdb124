"""What the pages of acts say, as pairs and sentences: the screen's and the paper's.

Both take them from here, so a receipt cannot say something else than the page did.
"""

import math
from collections.abc import Iterator
from datetime import date

from kiosk.domain.notation import day, minute
from kiosk.session.guides.pages import ReadSection
from kiosk.session.loss.pages import (
    Act,
    ActDonePage,
    ActRefusedPage,
    LossConfirmPage,
    LossDonePage,
    LossWaitingPage,
    LostCardPage,
    ProgressPage,
    ReplacementPage,
    WithdrawalWaitingPage,
)
from kiosk.settings.texts import Texts

Facts = Iterator[tuple[str, str]]
"""Pairs of name and value, both ready to be read."""

_PRIVATE = (
    *("fact__holder", "fact__card"),
    *("number__mobile", "number__phone", "number__postcode"),
)


def private_facts(texts: Texts) -> frozenset[str]:
    """Return the names of facts that say who somebody is, so can be hidden."""
    return frozenset(map(texts, _PRIVATE))


def covered(covers: str, act: Act, texts: Texts) -> str:
    """Say what a report stops: never more than the region's source says."""
    return texts(f"covers__{covers or 'unknown'}")


def confirm_facts(page: LossConfirmPage, texts: Texts) -> Facts:
    """Yield what a report will do."""
    yield texts("fact__holder"), page.holder
    yield texts("fact__act"), _reported(page, texts)
    yield texts("fact__covers"), covered(page.covers, page.act, texts)
    if page.act is Act.LOSS:
        yield texts("fact__validity"), _validity(page, texts)


def _reported(page: LossConfirmPage | LossDonePage, texts: Texts) -> str:
    """Name the act, with the region's own word for it where there is one."""
    act, kind = texts(f"act__{page.act}"), texts.of_region(page.kind)
    return texts("act__as_called", act=act, kind=kind) if kind else act


def _validity(page: LossConfirmPage, texts: Texts) -> str:
    if page.days is None or page.until is None:
        return texts("validity__unknown", hotline=page.hotlines[0])
    word = "ends" if page.releases_itself else "days"
    return texts(f"validity__{word}", days=page.days, until=minute(page.until))


def confirm_notes(page: LossConfirmPage, texts: Texts) -> Iterator[str]:
    """Yield what to know before confirming."""
    yield from bank_notes(page.bank_note, page.covers, texts)
    for name, number in page.banks:
        yield texts("bank_line", bank=name, number=number)
    if page.undo_minutes:
        yield texts("undo_possible", minutes=page.undo_minutes)


def bank_notes(note: str, covers: str, texts: Texts) -> Iterator[str]:
    """Yield what becomes of the bank's part, or whom to ask about it."""
    if note:
        yield note
    elif covers != "social_and_bank":
        yield texts("bank_unknown")


def loss_facts(page: LossDonePage, texts: Texts) -> Facts:
    """Yield what holds, since when and until when."""
    yield texts("fact__act"), _reported(page, texts)
    yield texts("fact__state"), texts(f"state__{'already' if page.already else 'held'}")
    if page.number:
        yield texts("fact__number"), page.number
    yield texts("fact__holder"), page.holder
    if page.card_number:
        yield texts("fact__card"), page.card_number
    if page.since:
        yield texts("fact__since"), minute(page.since)
    if page.until:
        yield texts("fact__until"), minute(page.until)
    elif page.act is Act.LOSS:
        unknown = texts("validity__unknown", hotline=page.hotline)
        yield texts("fact__validity"), unknown
    if page.undo_until:
        yield texts("fact__undo_until"), minute(page.undo_until)


def loss_notes(page: LossDonePage, texts: Texts) -> Iterator[str]:
    """Yield what the report covers and what is left to do."""
    yield covered(page.covers, page.act, texts)
    yield from bank_notes(page.bank_note, page.covers, texts)
    if page.releases_itself:
        yield texts("ends_itself")


def next_steps(page: LossDonePage, texts: Texts, most: int | None = None) -> Facts:
    """Yield what to do now: which case it is for, and where to go with what.

    :param most: how many of the region's further sentences there is room for.
    """
    for step in page.next_steps:
        said = texts("next__ask", hotline=page.hotline)
        comma = texts("list__separator")
        if step.where:
            said = texts("next__where", where=comma.join(step.where))
        if step.needs:
            said += texts("next__needs", needs=comma.join(step.needs))
        yield texts(f"next__{step.name}"), said + "".join(map(_ended, step.more[:most]))


def _ended(sentence: str) -> str:
    """Return a phrase of the region's with a full stop behind it."""
    return sentence if sentence.endswith("。") else f"{sentence}。"


def waiting_facts(page: LossWaitingPage, texts: Texts) -> Facts:
    """Yield what waits, since when."""
    yield texts("fact__act"), texts(f"act__{page.act}")
    yield texts("fact__state"), texts("state__waiting")
    yield texts("fact__reference"), page.reference
    yield texts("fact__holder"), page.holder
    yield texts("fact__asked"), minute(page.asked)


def withdrawal_facts(page: WithdrawalWaitingPage, texts: Texts) -> Facts:
    """Yield what was written down, and when."""
    yield texts("fact__act"), texts(f"act__{Act.WITHDRAW}")
    yield texts("fact__state"), texts("state__kept")
    yield texts("fact__reference"), page.reference
    yield texts("fact__holder"), page.holder
    yield texts("fact__asked"), minute(page.asked)


def withdrawal_words(page: WithdrawalWaitingPage, texts: Texts) -> Iterator[str]:
    """Yield what will happen, and what if it comes too late."""
    yield texts("withdrawal_waiting__body")
    yield texts("withdrawal_waiting__late", hotline=page.hotline)


def call_line(lines: tuple[str, ...], hours: str, texts: Texts) -> str:
    """Say whom to ring now."""
    numbers = texts("list__separator").join(lines)
    key, said = "call_hours" if hours else "call", texts.of_region(hours)
    return texts(key, numbers=numbers, hours=said)


def refused_words(page: ActRefusedPage, texts: Texts) -> tuple[str, str, str]:
    """Return title, reason and advice; an act may have words of its own."""

    def words(part: str) -> str:
        own = f"refused__{page.reason}__{page.act}__{part}"
        key = own if texts.has(own) else f"refused__{page.reason}__{part}"
        typed = f"refused__{page.reason}__{page.act}__by_pin__{part}"
        if page.by_pin and texts.has(typed):
            key = typed
        if page.id_card and own != key and texts.has(f"{key}__id_card"):
            key = f"{key}__id_card"
        if page.where and texts.has(f"{key}__where"):
            key = f"{key}__where"
        said = texts.of_region(page.hours)
        hours = texts("in_hours", hours=said) if said else ""
        wait, days = wait_words(page.minutes, texts), days_words(page.next_days, texts)
        told = {"hotline": page.hotline, "hours": hours, "wait": wait, "days": days}
        for name, lines in (("where", page.where), ("needs", page.needs)):
            told[name] = texts("list__separator").join(lines)
        return texts(key, **told)

    return words("title"), words("body"), words("todo")


def days_words(days: tuple[date, date] | None, texts: Texts) -> str:
    """Say from which day to which something can be done; or that nobody knows."""
    if days is None:
        return texts("days__unknown")
    return texts("days__span", first=day(days[0]), last=day(days[1]))


def wait_words(minutes: int, texts: Texts) -> str:
    """Say how long a wait is; from two hours on in hours."""
    if minutes < 120:
        return texts("wait__minutes", minutes=minutes)
    return texts("wait__hours", hours=math.ceil(minutes / 60))


def done_facts(page: ActDonePage, texts: Texts) -> Facts:
    """Yield what was done."""
    yield texts("fact__act"), texts(f"act__{page.act}")
    done = "taken" if page.act is Act.REPLACEMENT else "done"
    yield texts("fact__state"), texts(f"state__{'was_so' if page.already else done}")
    if page.number:
        yield texts("fact__number"), page.number
    if page.card_number:
        yield texts("fact__card"), page.card_number
    if page.at:
        yield texts("fact__at"), minute(page.at)
    if page.next_days:
        yield texts(f"fact__next__{page.act}"), days_words(page.next_days, texts)
    for name, value in page.changes:
        yield texts(f"number__{name}"), value
    yield from term_facts(page.terms, texts)


def term_facts(terms: tuple[tuple[str, str], ...], texts: Texts) -> Facts:
    """Yield what follows an application; or whom to ask where the card will be."""
    for term, words in terms:
        if term == "ask_collect":
            yield texts("fact__collect"), texts("collect__ask", hotline=words)
        else:
            yield texts(f"fact__{term}"), words


def done_words(page: ActDonePage, texts: Texts) -> str:
    """Say what holds now: never that a card works which is still reported lost."""
    own = f"act_done__{page.act}__{page.card_state}__body"
    return texts(own if texts.has(own) else f"act_done__{page.act}__body")


def progress_facts(page: ProgressPage, texts: Texts) -> Facts:
    """Yield the steps that were reached, and the card's state."""
    yield texts("fact__holder"), page.holder
    if page.state is not None:
        yield texts("fact__card_state"), texts(f"card_state__{page.state}")
    for step in page.steps:
        reached = day(step.on) if step.on else texts("step__no_day")
        yield texts(f"card_step__{step.step}"), reached


def progress_words(page: ProgressPage, texts: Texts) -> Iterator[str]:
    """Yield what the last step means, and how long a card takes as a rule."""
    if page.steps:
        yield texts(f"card_step__{page.steps[-1].step}__means")
    else:
        yield texts("progress__none", hotline=page.hotline)
    if page.term:
        yield texts("progress__term")
        yield from map(_ended, page.term)


def replacement_facts(page: ReplacementPage, texts: Texts) -> Facts:
    """Yield what an application for a new card will do."""
    yield texts("fact__holder"), page.holder
    yield texts("fact__act"), texts(f"act__{Act.REPLACEMENT}")
    yield from term_facts(page.terms, texts)


def next_offices(page: LossDonePage, texts: Texts) -> Facts:
    """Yield the offices to go to, under one title."""
    if page.offices:
        yield texts("next__offices"), "\n".join(page.offices)


def next_list(page: LossDonePage, texts: Texts) -> Iterator[str]:
    """Yield where the offices are listed, if there are too many to name them."""
    if page.listed:
        yield texts("next__listed", name=texts("list__more__offices"))


def code_words(page: LossDonePage, texts: Texts) -> str:
    """Say what the code has for a telephone: no address where it has none."""
    return texts("next__code__offices" if page.offices else "next__code")


def lost_card_sections(page: LostCardPage) -> tuple[ReadSection, ...]:
    """Return until when a card is stopped, where it is set free, and with what."""
    ends = (ReadSection("report_ends", (day(page.until),)),) if page.until else ()
    found = [*ends, ReadSection("where", page.where)]
    if page.where or page.needs:
        found.append(ReadSection("needs", page.needs))
    if page.notes:
        found.append(ReadSection("notes", page.notes))
    return tuple(found)
