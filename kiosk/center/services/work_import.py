"""Reads a file of vacancies: each line is checked, and what is wrong is said where.

Pure. The file is somebody's spreadsheet: a cell may be a formula, a telephone number
may have lost its zero, a date may be last year's.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple, TypeVar

from kiosk.domain.message import Message, MessageValue
from kiosk.domain.region.contradictions import PHONE
from kiosk.domain.services.work import Vacancy
from kiosk.domain.visible_text import visible

T = TypeVar("T")
MOST_LINES = 100_000
MOST_MISTAKES = 100
MOST_DAYS = 366
"""So far ahead a vacancy may hold."""
LENGTHS = {"title": 30, "employer": 50, "district": 20, "kind": 20, "schooling": 20}
LONG = 80
NAMES = {
    **{"岗位": "title", "单位": "employer", "人数": "number", "地点": "place"},
    **{"最低月薪": "pay_low", "最高月薪": "pay_high", "区县": "district"},
    **{"工种": "kind", "学历": "schooling", "联系方式": "contact"},
    **{"有效期": "valid_until", "来源": "source", "已核实": "verified"},
}
"""A column may be called either; the order is free."""
COLUMNS = tuple(NAMES.values())
NEEDED = ("title", "employer", "contact", "valid_until", "source")
YES, NO = ("1", "yes", "true", "是"), ("", "0", "no", "false", "否")
_ABROAD = re.compile(r"\+[0-9][0-9 -]*")
_FORMULA = ("=", "+", "-", "@")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class LineMistake(NamedTuple):
    """What is wrong in one line of the file; line 1 has the names of the columns."""

    line: int
    column: str
    what: Message

    def __repr__(self) -> str:
        return "LineMistake(hidden)"


class ReadVacancies(NamedTuple):
    """What a file holds; with a mistake in it nothing of it is taken."""

    vacancies: list[Vacancy]
    mistakes: list[LineMistake]

    def __repr__(self) -> str:
        return "ReadVacancies(hidden)"


class _Wrong(Exception):
    def __init__(self, column: str, key: str, **values: MessageValue) -> None:
        super().__init__(key)
        self.column = column
        self.what = Message(f"vacancy_mistake__{key}", **values)


class _Checks:
    """What is wrong in one line: everything at once, so it is corrected in one go."""

    def __init__(self) -> None:
        self.wrong: list[_Wrong] = []

    def of(self, work: Callable[[], T], instead: T) -> T:
        """Return what a check gives; `instead` when it finds a mistake."""
        try:
            return work()
        except _Wrong as wrong:
            self.wrong.append(wrong)
            return instead


def own_heads(text: str) -> dict[str, str]:
    """Return what a file itself calls its columns; for one that it lacks both names."""
    heads = {name: f"{own} ({name})" for own, name in NAMES.items()}
    with suppress(csv.Error):
        for name in next(csv.reader(io.StringIO(text, newline="")), []):
            own = name.strip()
            heads[NAMES.get(own, own)] = own
    return heads


def read_vacancies(text: str, today: date) -> ReadVacancies:
    """Return the file's vacancies and its mistakes, at most a hundred of those."""
    found = ReadVacancies([], [])
    seen: dict[tuple[str, ...], int] = {}
    try:
        for line, cells in _rows(text):
            checks = _Checks()
            one = checks.of(partial(_vacancy, cells, line, today, checks), None)
            if one is not None and not checks.wrong:
                checks.of(partial(_check_twice, one, line, seen), None)
                found.vacancies.append(one)
            for wrong in checks.wrong:
                found.mistakes.append(LineMistake(line, wrong.column, wrong.what))
            if len(found.mistakes) >= MOST_MISTAKES:
                break
        del found.mistakes[MOST_MISTAKES:]
    except _Wrong as wrong:
        found.mistakes.append(LineMistake(1, wrong.column, wrong.what))
    except csv.Error:
        found.mistakes.append(LineMistake(0, "", Message("vacancy_mistake__no_csv")))
    return found


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each line's number and cells by column; empty lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    head = [NAMES.get(name.strip(), name.strip()) for name in next(reader, [])]
    for name in NEEDED:
        if name not in head:
            raise _Wrong(name, "no_column")
    for name in head:
        if name not in COLUMNS or head.count(name) > 1:
            raise _Wrong(visible(name)[:40], "odd_column", known=COLUMNS)
    for number, cells in enumerate(reader, start=1):
        if number > MOST_LINES:
            raise _Wrong("", "too_many_lines", most=MOST_LINES)
        if any(cell.strip() for cell in cells):
            short = len(cells) != len(head)
            yield reader.line_num, {} if short else dict(zip(head, cells, strict=True))


def _vacancy(
    cells: Mapping[str, str], line: int, today: date, checks: _Checks
) -> Vacancy:
    if not cells:
        raise _Wrong("", "other_length")
    told = {
        name: checks.of(partial(_cell, name, cells.get(name, "")), "")
        for name in COLUMNS
    }
    no_pay: tuple[int | None, int | None] = (None, None)
    low, high = checks.of(partial(_pay, told), no_pay)
    number = checks.of(partial(_number, told, "number", 1, 100_000), None)
    contact = checks.of(partial(_contact, told["contact"]), "")
    until = checks.of(partial(_until, told["valid_until"], today), today)
    verified = checks.of(partial(_flag, told["verified"]), False)
    words = ("title", "employer", "district", "kind", "place", "schooling", "source")
    return Vacancy(
        serial=line,
        number=number or 1,
        pay_low=low,
        pay_high=high,
        contact=contact,
        valid_until=until,
        verified=verified,
        **{name: told[name] for name in words},
    )


def _pay(told: Mapping[str, str]) -> tuple[int | None, int | None]:
    low, high = (_number(told, name, 0, 1_000_000) for name in ("pay_low", "pay_high"))
    if (low is None) != (high is None):
        raise _Wrong("pay_low", "half_a_pay")
    if low is not None and high is not None and low > high:
        raise _Wrong("pay_low", "pay_backwards")
    return low, high


def _cell(name: str, text: str) -> str:
    told, most = text.strip(), LENGTHS.get(name, LONG)
    if name in NEEDED and not told:
        raise _Wrong(name, "empty")
    if told != visible(told):
        raise _Wrong(name, "unseen")
    abroad = name == "contact" and _ABROAD.fullmatch(told)
    if told.startswith(_FORMULA) and not abroad:
        raise _Wrong(name, "formula")
    if len(told) > most:
        raise _Wrong(name, "too_long", most=most)
    return told


def _number(told: Mapping[str, str], name: str, least: int, most: int) -> int | None:
    text = told[name]
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,7}", text) or not least <= int(text) <= most:
        raise _Wrong(name, "no_number", least=least, most=most)
    return int(text)


def _contact(text: str) -> str:
    """Return whom to ask, which ends with a telephone number; none was said already."""
    if text and not PHONE.fullmatch(text.split()[-1]):
        raise _Wrong("contact", "no_phone")
    return text


def _until(text: str, today: date) -> date:
    if not text:
        return today
    try:
        # Not a week's day either, which `fromisoformat` reads.
        until = date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        raise _Wrong("valid_until", "no_date") from None
    if until < today:
        raise _Wrong("valid_until", "past", today=today.isoformat())
    if until > today + timedelta(days=MOST_DAYS):
        raise _Wrong("valid_until", "too_far", most=MOST_DAYS)
    return until


def _flag(text: str) -> bool:
    if text.lower() not in (*YES, *NO):
        raise _Wrong("verified", "no_flag")
    return text.lower() in YES


def _check_twice(one: Vacancy, line: int, seen: dict[tuple[str, ...], int]) -> None:
    key = (one.title, one.employer, one.place, one.district)
    if key in seen:
        raise _Wrong("", "twice", line=seen[key])
    seen[key] = line
