"""From the center's answer to the page of a registration: pure.

Which window is open was judged by the center's date; nothing is judged here.
"""

from collections.abc import Iterator
from datetime import tzinfo

from kiosk.domain.notation import day
from kiosk.domain.region.region import Region
from kiosk.domain.region.work_rules import UnemploymentRules
from kiosk.domain.services.work import (
    SignInStanding,
    SignInWindow,
    UnemploymentRecord,
    WorkState,
    refused,
)
from kiosk.session.guides.pages import ReadPage, ReadSection, region_page
from kiosk.session.pages.record import Count, Fact, Note, Section, Word
from kiosk.session.pages.record_times import local
from kiosk.session.work.pages import UnemploymentPage
from kiosk.sync.wire.services.work_wire import UnemploymentAnswer

SIGN_IN = "sign_in"
"""What the page answers when its main key was touched."""


def unemployed_page(
    told: UnemploymentAnswer,
    record: UnemploymentRecord,
    region: Region,
    zone: tzinfo | None,
) -> UnemploymentPage:
    """Return how somebody who is registered stands."""
    rules = region.unemployment
    standing = told.standing or SignInStanding(state=record.state)
    may = refused(rules, standing) is None and not standing.done
    sections = [Section("registration", _registration(record, standing))]
    if rules.wants_sign_in and standing.state is WorkState.REGISTERED:
        sections.append(Section("sign_in", _sign_in(record, standing)))
    return UnemploymentPage(
        as_of=local(told.as_of, zone),
        notes=tuple(_notes(region, standing)),
        lead=_lead(told),
        sections=tuple(sections),
        act=SIGN_IN if may else "",
        can_print=True,
    )


def _lead(told: UnemploymentAnswer) -> tuple[Fact, ...]:
    """Return what is left of the benefit, where any was granted."""
    benefit = told.benefit
    if benefit is None or benefit.months_left is None:
        return ()
    left = Count(benefit.months_left)
    return (Fact("months_left", left, private=False, bold=True),)


def _registration(
    record: UnemploymentRecord, standing: SignInStanding
) -> tuple[Fact, ...]:
    facts = [
        Fact("work_state", Word("work_state", standing.state), private=False),
        Fact("work_registered", record.registered, private=False),
        Fact("work_cause", Word("cause", record.cause), private=False),
    ]
    if record.ended is not None:
        facts.append(Fact("work_ended", record.ended, private=False))
    return tuple(facts)


def _sign_in(record: UnemploymentRecord, standing: SignInStanding) -> tuple[Fact, ...]:
    never = Word("last_sign_in", "none")
    facts = [Fact("last_sign_in", record.last_sign_in or never, private=False)]
    if standing.open is not None:
        facts.append(Fact("sign_in_open", days_of(standing.open), private=False))
    if standing.next is not None:
        facts.append(Fact("sign_in_next", days_of(standing.next), private=False))
    return tuple(facts)


def days_of(window: SignInWindow) -> str:
    """Return a window as it is written on page and paper."""
    return f"{day(window.first)} — {day(window.last)}"


def _notes(region: Region, standing: SignInStanding) -> Iterator[Note]:
    """Yield what to do now, then what was missed and what that means."""
    rules = region.unemployment
    if standing.state is not WorkState.REGISTERED:
        yield _at_counter(standing.state, region)
    elif standing.done:
        yield Note("signed_in", calm=True)
    elif standing.open is not None:
        yield Note("sign_in_now", values=(("until", standing.open.last),))
    elif standing.next is not None:
        yield Note("sign_in_later", calm=True, values=(("first", standing.next.first),))
    elif not rules.sign_in:
        yield Note("sign_in_unknown", calm=True)
    if not standing.missed:
        return
    if standing.missed == 1:
        yield Note("sign_in_missed_once")
    else:
        yield Note("sign_in_missed", values=(("count", standing.missed),))
    meant = rules.missed if standing.missed == 1 else rules.missed_twice
    if meant:
        yield Note("by_the_region", values=(("text", meant),))


def _at_counter(state: WorkState, region: Region) -> Note:
    """Return what a registration that is over means, and where that is told."""
    if where := region.unemployment.where:
        return Note(f"work_{state}", values=(("where", "、".join(where)),))
    hotline = (("hotline", region.hotlines.consultation),)
    return Note(f"work_{state}_ask", values=hotline)


_NATIONAL = tuple(f"unemployed_{what}" for what in ("who", "at", "with"))
"""What the ministry's paper of 2020 says for the whole country."""


def register_page(region: Region, sought: bool) -> ReadPage:
    """Return where one registers, with what, and how; from the region's own words.

    :param sought: the center was asked, and has no registration.
    """
    rules = region.unemployment
    sections = [ReadSection("", (), ("not_registered",))] if sought else []
    if rules.where:
        sections.append(ReadSection("where", rules.where))
    else:
        sections += [
            ReadSection("national", (), _NATIONAL),
            ReadSection("ask_here", ()),
        ]
    told = (
        ReadSection("needs", rules.needs),
        ReadSection("online", rules.online),
        ReadSection("notes", (*rules.notes, *filter(None, _misses(rules)))),
    )
    sections += [section for section in told if section.lines]
    dated = rules.as_of if rules.where else None
    return region_page(region, "work", "unemployed", tuple(sections), dated)


def _misses(rules: UnemploymentRules) -> tuple[str, str]:
    return rules.missed, rules.missed_twice
