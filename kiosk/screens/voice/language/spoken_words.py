"""Turns text as displayed into words as spoken: pure rules, one language at a time.

Which voice says the words, and with which pronunciation, is decided in `spans`.
"""

import re
from functools import lru_cache

from kiosk.screens.voice.language.patterns import find, is_range, is_year
from kiosk.screens.voice.language.phrases import Phrases
from kiosk.screens.voice.language.plain import literal, normal, tidy

_CODE_FROM = 5
"""A number of so many digits without commas is a code."""


def words(text: str, language: str) -> str:
    """Return the words to speak; empty when there is nothing in it to say."""
    phrases = _phrases(language)
    rare = phrases.texts("voice__rare_character")
    text = normal(text)
    said: list[str] = []
    end, before = 0, ""
    for kind, match in find(text):
        between = text[end : match.start()]
        if is_range(before, between, kind):
            said.append(f" {phrases.texts('voice__to')} ")
        else:
            said.append(literal(between, rare))
        said.append(_say(kind, match, phrases))
        end, before = match.end(), kind
    said.append(literal(text[end:], rare))
    return tidy("".join(said))


@lru_cache(maxsize=8)
def _phrases(language: str) -> Phrases:
    return Phrases(language)


def _say(kind: str, match: re.Match[str], phrases: Phrases) -> str:
    """Say what was found."""
    found = match[0]
    if kind == "whole":
        return _whole(match, phrases)
    if kind == "masked":
        return _masked(found, phrases)
    if kind in ("called", "code"):
        return phrases.called(found)
    if kind in ("money", "percent", "decimal"):
        return _amount(kind, found, phrases)
    numbers = [int(part) for part in re.findall(r"[0-9]+", found)]
    if kind == "version":
        return phrases.version(numbers)
    if kind == "clock":
        return phrases.clock(*numbers)
    return phrases.year(numbers[0]) if kind == "year" else phrases.date(*numbers)


def _amount(kind: str, found: str, phrases: Phrases) -> str:
    """Say money, a share or a number with a point, with its sign."""
    plain = "".join(char for char in found if char in "0123456789.")
    whole, _, fraction = plain.partition(".")
    zero = not plain.strip("0.")
    if kind == "money":
        said = phrases.money(100 * int(whole) + int(fraction or 0))
    else:
        said = phrases.decimal(int(whole), fraction)
    if kind == "percent":
        said = phrases.percent(said)
    return phrases.minus(said) if _negative(found) and not zero else said


def _negative(found: str) -> bool:
    return any(sign in found for sign in "-−")


def _whole(match: re.Match[str], phrases: Phrases) -> str:
    """Say a bare number: a code, a count or a year, by its looks and surroundings."""
    found = match[0]
    before, after = match.string[: match.start()], match.string[match.end() :]
    plain = found.lstrip("-−").replace(",", "")
    if "," not in found and _is_code(plain, before, phrases):
        return phrases.called(plain)
    value = int(plain)
    if phrases.is_count(before, after):
        said = phrases.counted(value)
    elif is_year(found):
        said = phrases.bare_year(value)
    else:
        said = phrases.number(value)
    return phrases.minus(said) if _negative(found) and value else said


def _is_code(plain: str, before: str, phrases: Phrases) -> bool:
    """Tell a code from a count: counts have no leading zero, and commas when long."""
    if len(plain) >= _CODE_FROM or (len(plain) > 1 and plain[0] == "0"):
        return True
    head = before.rstrip(" :：,，、;").lower()
    return len(plain) > 2 and head.endswith(phrases.lexicon.digits_after)


def _masked(found: str, phrases: Phrases) -> str:
    """Say the digits that are shown around a mask, and the mask as a word."""
    shown = [phrases.called(p.upper()) for p in re.findall(r"[0-9Xx]+", found)]
    shown.insert(1 if found[0].isdigit() else 0, phrases.texts("voice__hidden"))
    return ", ".join(["", *shown, ""])
