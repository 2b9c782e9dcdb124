"""What contradicts itself in a region's profile, each as one sentence.

Pure: what to do about it is the caller's matter. Whether a rule is true, nobody here
can know; that it has a source, and that two rules can both hold, is looked at.
"""

import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from kiosk.domain.region.places import Guide
from kiosk.domain.region.region import Region
from kiosk.domain.region.region_rules import (
    NUMBER_TAIL,
    PROCEDURES,
    LossRules,
    PinRules,
    Rules,
)
from kiosk.domain.visible_text import visible

PHONE = re.compile(r"(?=(\D*\d){5})\d{3,12}(-\d{1,8}){0,2}")
"""At least five digits; area code and extension set off by hyphens."""

DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
CODE = re.compile(r"(\d{6})?")
NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
LONGEST = 200
"""Characters of one text; a page shows it whole."""
LIST_SOURCES = {"bank_list": "banks", "office_list": "offices"}


def flaws(region: Region, name: str) -> Iterator[str]:
    """Yield every contradiction as place, what is wrong, and what to do.

    :param name: what the file is called, without its ending.
    """
    if region.region.id != name:
        yield f"region.id: must be {name!r}, the file's name."
    if not CODE.fullmatch(region.region.code):
        yield "region.code: must be six digits; write the code of GB/T 2260."
    if not region.region.name.strip():
        yield "region.name: is empty; write the region's name."
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
    yield from _lists(region)


def _words(place: str, value: object) -> Iterator[str]:
    """Yield texts that cannot be shown as they stand: they would be empty or cut."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _words(f"{place}.{key}".lstrip("."), inner)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value, start=1):
            yield from _words(f"{place}[{number}]", inner)
            judged = place.startswith(("offices", "guides"))  # by rules of their own
            if isinstance(inner, str) and not inner.strip() and not judged:
                yield f"{place}[{number}]: is empty; write it, or leave it out."
    elif isinstance(value, str):
        if value != visible(value):
            yield f"{place}: holds a character that is not seen; write it anew."
        if len(value) > LONGEST:
            yield f"{place}: has over {LONGEST} characters; make it several lines."


def _unknown_procedures(region: Region) -> Iterator[str]:
    for name in sorted(set(region.procedures) - set(PROCEDURES)):
        yield (
            f"procedures.{name}: there is no such errand; allowed here: "
            f"{', '.join(PROCEDURES)}."
        )


def _tables(region: Region) -> Iterator[tuple[str, Rules]]:
    """Yield every table of rules with its place in the file."""
    for field in msgspec.structs.fields(Region):
        value = getattr(region, field.encode_name)
        if isinstance(value, Rules):
            yield field.encode_name, value
    for name, procedure in region.procedures.items():
        yield f"procedures.{name}", procedure


def _sources(place: str, rules: Rules) -> Iterator[str]:
    """Yield what says or allows something without a document behind it.

    Switching something off is a decision that needs none.
    """
    if rules.source:
        return
    for field in msgspec.structs.fields(rules):
        value = getattr(rules, field.encode_name)
        if value and value != field.default:
            yield (
                f"{place}.{field.encode_name}: is set, but {place}.source is empty; "
                "name the document, or leave the key out."
            )


def _list_sources(region: Region) -> Iterator[str]:
    for place, items in LIST_SOURCES.items():
        if getattr(region, items) and not getattr(region, place).source:
            yield f"{place}.source: is empty; name the document that lists the {items}."
    for guide in region.guides:
        if not guide.source:
            yield f"guides.{guide.id}.source: is empty; name the document."


def _dates(region: Region) -> Iterator[str]:
    dated = [("region", region.region.as_of)]
    dated += [(place, rules.as_of) for place, rules in _tables(region)]
    dated += [(f"guides.{guide.id}", guide.as_of) for guide in region.guides]
    for place, dates in dated:
        for date in dates:
            if not DATE.fullmatch(date):
                yield (
                    f"{place}.as_of: {date!r} is no date; write 2015, 2015-05 or "
                    "2015-05-31."
                )


def _phones(region: Region) -> Iterator[str]:
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
            yield (
                f"{place}: {number!r} is no telephone number; write digits, with "
                "hyphens before the number and before an extension."
            )


def _pin(pin: PinRules) -> Iterator[str]:
    fixed = pin.initial_rule == "fixed"
    if fixed and not re.fullmatch(rf"\d{{{pin.length}}}", pin.initial):
        yield (
            f"pin.initial: must be {pin.length} digits with initial_rule 'fixed'; "
            "write it, or leave out initial_rule."
        )
    if pin.initial_rule == "last6_of_number" and pin.length != NUMBER_TAIL:
        yield (
            f"pin.length: must be {NUMBER_TAIL} with initial_rule 'last6_of_number'; "
            "or leave out initial_rule."
        )
    if pin.initial and not fixed:
        yield "pin.initial: is set, so set initial_rule to 'fixed', or leave it out."


def _loss(loss: LossRules, pin: PinRules) -> Iterator[str]:
    if loss.releases_itself and loss.temporary_days is None:
        yield (
            "loss.releases_itself: is true, but loss.temporary_days is missing; say "
            "after how many days, or set it to false."
        )
    if loss.requires_changed_pin and not pin.initial_rule:
        yield (
            "loss.requires_changed_pin: is true, but pin.initial_rule is missing; "
            "without it nobody can tell a changed PIN from the first one."
        )
    if loss.kiosk and not (loss.without_card or loss.id_card):
        yield (
            "loss.kiosk: is true, but without_card and id_card are both false; a lost "
            "card cannot be put in, so allow one of them."
        )
    if loss.undo_minutes and not loss.kiosk:
        yield (
            "loss.undo_minutes: is set, but loss.kiosk is not true; set it to 0, or "
            "allow the report at a kiosk."
        )
    if loss.covers and not loss.bank_note:
        yield (
            "loss.bank_note: is empty; loss.covers is known, so tell people what "
            "becomes of the bank's part."
        )


def _switches(region: Region) -> Iterator[str]:
    """Yield switches of two tables that speak of one errand and disagree."""
    if region.contact.kiosk != region.allows("data_change"):
        yield (
            "contact.kiosk: differs from procedures.data_change.kiosk; set both to "
            "true, or both to false."
        )
    if region.contact.kiosk and not region.contact.fields:
        yield "contact.fields: is empty, but contact.kiosk is true; name the fields."
    if region.allows("pin_reset") and not region.pin.unlock_on_kiosk:
        yield (
            "procedures.pin_reset.kiosk: is true, but pin.unlock_on_kiosk is false; "
            "set both to true, or this one to false."
        )


def _lists(region: Region) -> Iterator[str]:
    names = {
        "banks": [bank.name for bank in region.banks],
        "guides": [guide.id for guide in region.guides],
    }
    for place, items in names.items():
        for name, times in Counter(items).items():
            if times > 1:
                yield f"{place}: {name!r} is there {times} times; leave one."
    for office in region.offices:
        if not office.addresses:
            yield f"offices {office.district}: has no address; write it, or drop it."
    for guide in region.guides:
        yield from _guide(guide)
    for name, procedure in region.procedures.items():
        if procedure == type(procedure)(source=procedure.source, as_of=procedure.as_of):
            yield f"procedures.{name}: says nothing; write something, or leave it out."


def _guide(guide: Guide) -> Iterator[str]:
    if not NAME.fullmatch(guide.id):
        yield f"guides.{guide.id}: is no name; write small letters, digits and _."
    if not guide.title or not all(guide.lines) or not guide.lines:
        yield f"guides.{guide.id}: needs a title and lines that are not empty."
