"""What contradicts itself in a region's profile, each as one mistake.

Pure: what to do about it is the caller's matter. Whether a rule is true, nobody here
can know; that it has a source, and that two rules can both hold, is looked at.
"""

import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from kiosk.domain.message import Message, MessageValue
from kiosk.domain.mistake import Mistake
from kiosk.domain.region.certification_rules import CertificationRules
from kiosk.domain.region.place_mistakes import place_mistakes
from kiosk.domain.region.places import MOST_LINES, Guide
from kiosk.domain.region.region import Region
from kiosk.domain.region.region_rules import (
    NUMBER_TAIL,
    PROCEDURES,
    LossRules,
    PinRules,
    Rules,
)
from kiosk.domain.region.work_contradictions import work_contradictions
from kiosk.domain.visible_text import visible

PHONE = re.compile(r"(?=(\D*\d){5})\d{3,12}(-\d{1,8}){0,2}", re.ASCII)
"""At least five digits; area code and extension set off by hyphens."""

DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
CODE = re.compile(r"([0-9]{6})?")
NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
LONGEST = 200
"""Characters of one text; a page shows it whole."""
LIST_SOURCES = {"bank_list": "banks", "office_list": "offices"}


def _wrong(place: str, key: str, **values: MessageValue) -> Mistake:
    return Mistake(place, Message(f"mistake__{key}", **values))


def contradictions(region: Region, name: str) -> Iterator[Mistake]:
    """Yield every contradiction as place, what is wrong, and what to do.

    :param name: what the file is called, without its ending.
    """
    if region.region.id != name:
        yield _wrong("region.id", "other_id", name=name)
    if not CODE.fullmatch(region.region.code):
        yield _wrong("region.code", "no_code")
    if not region.region.name.strip():
        yield _wrong("region.name", "no_name")
    yield from _words("", msgspec.to_builtins(region))
    yield from _unknown_procedures(region)
    for place, rules in _tables(region):
        yield from _sources(place, rules)
    yield from _list_sources(region)
    yield from _dates(region)
    yield from _phones(region)
    yield from _pin(region.pin)
    yield from _loss(region.loss, region.pin)
    yield from _switches(region)
    yield from place_mistakes(region)
    yield from _certification(region.certification)
    yield from _lists(region)
    for place, key in work_contradictions(region.unemployment):
        yield _wrong(place, key)


def _words(place: str, value: object) -> Iterator[Mistake]:
    """Yield texts that cannot be shown as they stand: they would be empty or cut."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _words(f"{place}.{key}".lstrip("."), inner)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value, start=1):
            yield from _words(f"{place}[{number}]", inner)
            judged = place.startswith(("offices", "guides"))  # by rules of their own
            if isinstance(inner, str) and not inner.strip() and not judged:
                yield _wrong(f"{place}[{number}]", "empty_text")
    elif isinstance(value, str):
        if value != visible(value):
            yield _wrong(place, "unseen_character")
        if len(value) > LONGEST:
            yield _wrong(place, "too_long", most=LONGEST)


def _unknown_procedures(region: Region) -> Iterator[Mistake]:
    for name in sorted(set(region.procedures) - set(PROCEDURES)):
        yield _wrong(f"procedures.{name}", "no_errand", known=PROCEDURES)


def _tables(region: Region) -> Iterator[tuple[str, Rules]]:
    """Yield every table of rules with its place in the file."""
    for field in msgspec.structs.fields(Region):
        value = getattr(region, field.encode_name)
        if isinstance(value, Rules):
            yield field.encode_name, value
    for name, procedure in region.procedures.items():
        yield f"procedures.{name}", procedure
    for agent in region.agents:
        yield f"agents {agent.errand}", agent


def _sources(place: str, rules: Rules) -> Iterator[Mistake]:
    """Yield what says or allows something without a document behind it.

    Switching something off is a decision that needs none.
    """
    if rules.source:
        return
    for field in msgspec.structs.fields(rules):
        value = getattr(rules, field.encode_name)
        if value and value != field.default:
            yield _wrong(f"{place}.{field.encode_name}", "no_source", table=place)


def _list_sources(region: Region) -> Iterator[Mistake]:
    for place, items in LIST_SOURCES.items():
        if getattr(region, items) and not getattr(region, place).source:
            yield _wrong(f"{place}.source", "no_list_source", items=items)
    for guide in region.guides:
        if not guide.source:
            yield _wrong(f"guides.{guide.id}.source", "no_guide_source")


def _dates(region: Region) -> Iterator[Mistake]:
    dated = [("region", region.region.as_of)]
    dated += [(place, rules.as_of) for place, rules in _tables(region)]
    dated += [(f"guides.{guide.id}", guide.as_of) for guide in region.guides]
    for place, dates in dated:
        for date in dates:
            if not DATE.fullmatch(date):
                yield _wrong(f"{place}.as_of", "no_date", date=date)


def _phones(region: Region) -> Iterator[Mistake]:
    numbers = [("hotlines.consultation", region.hotlines.consultation)]
    numbers += [("hotlines.loss", number) for number in region.hotlines.loss]
    for channel in region.loss.channels:
        numbers += [(f"loss.channels {channel.name}", n) for n in [channel.number] if n]
    for bank in region.banks:
        numbers += [(f"banks {bank.name}", n) for n in [bank.loss_phone] if n]
    for office in region.offices:
        numbers += [(f"offices {office.district}", number) for number in office.phones]
    for place, number in numbers:
        if not PHONE.fullmatch(number):
            yield _wrong(place, "no_phone", number=number)


def _pin(pin: PinRules) -> Iterator[Mistake]:
    fixed = pin.initial_rule == "fixed"
    if fixed and not re.fullmatch(rf"\d{{{pin.length}}}", pin.initial):
        yield _wrong("pin.initial", "initial_pin", length=pin.length)
    if pin.initial_rule == "last6_of_number" and pin.length != NUMBER_TAIL:
        yield _wrong("pin.length", "length_of_tail", length=NUMBER_TAIL)
    if pin.initial and not fixed:
        yield _wrong("pin.initial", "initial_without_rule")


def _loss(loss: LossRules, pin: PinRules) -> Iterator[Mistake]:
    if loss.releases_itself and loss.temporary_days is None:
        yield _wrong("loss.releases_itself", "release_without_days")
    if loss.requires_changed_pin and not pin.initial_rule:
        yield _wrong("loss.requires_changed_pin", "changed_pin_unknown")
    if loss.kiosk and not (loss.without_card or loss.id_card):
        yield _wrong("loss.kiosk", "loss_without_way")
    if loss.undo_minutes and not loss.kiosk:
        yield _wrong("loss.undo_minutes", "undo_without_loss")
    if loss.covers and not loss.bank_note:
        yield _wrong("loss.bank_note", "no_bank_note")


def _switches(region: Region) -> Iterator[Mistake]:
    """Yield what two tables say of one errand that disagrees, or stands twice."""
    if region.contact.kiosk != region.allows("data_change"):
        yield _wrong("contact.kiosk", "contact_switches")
    if region.contact.kiosk and not region.contact.fields:
        yield _wrong("contact.fields", "no_contact_fields")
    if region.contact.kiosk and not region.contact.proof:
        yield _wrong("contact.proof", "no_contact_proof")
    if region.allows("pin_reset") and not region.pin.unlock_on_kiosk:
        yield _wrong("procedures.pin_reset.kiosk", "reset_switches")
    if (region.loss.agent or region.loss.agent_needs) and region.agents_for("loss"):
        yield _wrong("loss.agent", "agent_told_twice")


def _certification(rules: CertificationRules) -> Iterator[Mistake]:
    """Yield what a kiosk that takes certifications would not know."""
    if rules.kiosk and not rules.cycles:
        yield _wrong("certification.cycles", "no_certification_cycle")
    for name in ("card_alone", "suspended_here"):
        if getattr(rules, name) and not rules.kiosk:
            yield _wrong(f"certification.{name}", "certification_not_here")


def _lists(region: Region) -> Iterator[Mistake]:
    cycles = region.certification.cycles
    names = {
        "banks": [bank.name for bank in region.banks],
        "certification.cycles": [str(each.benefit) for each in cycles],
        "guides": [guide.id for guide in region.guides],
    }
    for place, items in names.items():
        for name, times in Counter(items).items():
            if times > 1:
                yield _wrong(place, "twice", name=name, times=times)
    for office in region.offices:
        if not office.addresses:
            yield _wrong(f"offices {office.district}", "no_office_address")
    for guide in region.guides:
        yield from _guide(guide)
    for name, procedure in region.procedures.items():
        if procedure == type(procedure)(source=procedure.source, as_of=procedure.as_of):
            yield _wrong(f"procedures.{name}", "says_nothing")
        if not procedure.possible and (procedure.kiosk or procedure.where):
            yield _wrong(f"procedures.{name}.possible", "impossible_errand")


def _guide(guide: Guide) -> Iterator[Mistake]:
    if not NAME.fullmatch(guide.id):
        yield _wrong(f"guides.{guide.id}", "no_guide_id")
    if len(guide.lines) > MOST_LINES:
        yield _wrong(f"guides.{guide.id}", "guide_too_long", most=MOST_LINES)
    if not guide.title or not all(guide.lines) or not guide.lines:
        yield _wrong(f"guides.{guide.id}", "guide_without_lines")
