"""Amounts, dates, times and codes as phrases of one language, from its locale.

What in a text is an amount or a date is found in `words`; here it is only said.
"""

import re
from itertools import accumulate, pairwise

from kiosk.screens.voice.language.lexicon import load_lexicon
from kiosk.screens.voice.language.numerals import counted, digits, number
from kiosk.settings.texts import load_texts

_SPELLED = 3
"""So many letters in a code are spelled; more are read as a word."""
_SHORT = 6
"""A code so short is said in one breath."""
_GROUPS = {11: (3, 4, 4), 17: (6, 4, 4, 3), 18: (6, 4, 4, 4)}
"""How a mobile's and an ID card's digits are called; the 18th may be a letter."""


class Phrases:
    """Says values in one language."""

    def __init__(self, language: str) -> None:
        self.lexicon = load_lexicon(language)
        self.texts = load_texts(language)

    def number(self, value: int) -> str:
        """Say a whole number."""
        return number(value, self.lexicon)

    def counted(self, value: int) -> str:
        """Say how many of something."""
        return counted(value, self.lexicon)

    def called(self, code: str) -> str:
        """Say a telephone number or a code digit by digit; letters stay letters."""
        parts = [self._part(part) for part in re.findall(r"[0-9]+|[A-Za-z]+", code)]
        return (" " if len(code) <= _SHORT else ", ").join(parts)

    def _part(self, part: str) -> str:
        if not part.isdigit():
            return " ".join(part) if len(part) <= _SPELLED else part
        groups = _groups(part)
        return ", ".join(digits(g, self.lexicon, called=True) for g in groups)

    def is_count(self, before: str, after: str) -> bool:
        """Tell by the text around a number whether it says how many."""
        if not after.lstrip().startswith(tuple(self.lexicon.measures)):
            return False
        ordinal = self.lexicon.ordinal
        return not (ordinal and before.rstrip().endswith(ordinal))

    def minus(self, said: str) -> str:
        """Say that a number is below zero."""
        return self.texts("voice__minus", number=said)

    def version(self, numbers: list[int]) -> str:
        """Say numbers with points between them."""
        said = self.number(numbers[0])
        for part in numbers[1:]:
            said = self.texts("voice__point", whole=said, digits=self.number(part))
        return said

    def decimal(self, whole: int, fraction: str) -> str:
        """Say a number with places behind the point, one by one."""
        said = self.number(whole)
        if not fraction:
            return said
        places = digits(fraction, self.lexicon)
        return self.texts("voice__point", whole=said, digits=places)

    def percent(self, said: str) -> str:
        """Say a share of a hundred."""
        return self.texts("voice__percent", number=said)

    def money(self, cents: int) -> str:
        """Say an amount that is not negative: 元, 角 and 分, and no empty one."""
        yuan, rest = divmod(cents, 100)
        jiao, fen = divmod(rest, 10)
        said = self.counted(yuan)
        if not rest:
            return self.texts("voice__yuan", yuan=said)
        coins = self._coins(jiao, fen)
        if not yuan:
            return coins
        if jiao:
            return self.texts("voice__yuan_and", yuan=said, coins=coins)
        return self.texts("voice__yuan_and_fen", yuan=said, coins=coins)

    def _coins(self, jiao: int, fen: int) -> str:
        """Say less than a yuan; each language takes the coins that it names."""
        values = {
            "jiao": self.number(jiao),
            "fen": self.number(fen),
            "cents": self.number(10 * jiao + fen),
        }
        if not jiao:
            return self.texts("voice__fen", **values)
        if not fen:
            return self.texts("voice__jiao", **values)
        return self.texts("voice__jiao_fen", **values)

    def year(self, year: int) -> str:
        """Say a year by name."""
        return self.texts("voice__year", **self._year(year))

    def bare_year(self, year: int) -> str:
        """Say a year that the text does not call one: 二零二四."""
        return self._year(year)["digits" if self.lexicon.numerals else "number"]

    def date(self, year: int, month: int, day: int | None = None) -> str:
        """Say a month of a year, or a day."""
        values = self._year(year) | {
            "month": self.number(month),
            "month_name": self._month_names()[month - 1],
        }
        if day is None:
            return self.texts("voice__month", **values)
        return self.texts("voice__date", day=self.number(day), **values)

    def _year(self, year: int) -> dict[str, str]:
        said = str(year)
        return {
            "digits": digits(said, self.lexicon),
            "number": self.number(year) if self.lexicon.numerals else said,
        }

    def _month_names(self) -> list[str]:
        names = self.texts("voice__month_names")
        return [name.strip() for name in names.replace("、", ",").split(",")]

    def clock(self, hour: int, minute: int, second: int = 0) -> str:
        """Say a time of the day."""
        late = 12 <= hour < 24
        values = {
            "hour": self.counted(hour),
            "hour12": self.number((hour - 1) % 12 + 1),
            "half": self.texts("voice__pm") if late else self.texts("voice__am"),
            "minute": self.number(minute),
        }
        if not minute:
            said = self.texts("voice__o_clock", **values)
        elif minute < 10:
            said = self.texts("voice__clock_early", **values)
        else:
            said = self.texts("voice__clock", **values)
        if not second:
            return said
        return self.texts("voice__seconds", clock=said, second=self.number(second))


def _groups(code: str) -> list[str]:
    """Cut digits into groups that a listener can keep."""
    if len(code) <= _SHORT:
        return [code]
    sizes = _GROUPS.get(len(code)) or (4,) * -(-len(code) // 4)
    ends = list(accumulate(sizes, initial=0))
    return [code[a:b] for a, b in pairwise(ends)]
