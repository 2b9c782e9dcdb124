"""`kiosk center vacancies FILE`: checks a file whole, then brings it in."""

import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from kiosk.center.database.center_clock import now_of
from kiosk.center.database.connecting import connect
from kiosk.center.services.vacancy_lists import replace_vacancies
from kiosk.center.services.work_import import (
    MOST_MISTAKES,
    LineMistake,
    own_heads,
    read_vacancies,
)
from kiosk.domain.china_time import china_date
from kiosk.domain.message import Message
from kiosk.settings.texts import Texts
from kiosk.settings.told import Told, system_reason

MOST_BYTES = 50_000_000


def vacancies_command(
    folder: Path, file: Path, check: bool, texts: Texts, empty: bool = False
) -> int:
    """Bring the file in; with a mistake in it nothing is changed, and 1 is returned.

    :param empty: a file without a vacancy takes all away; else it is a mistake.
    :raises Told: when the file cannot be read.
    """
    text = _text(file)
    heads = own_heads(text)
    with closing(connect(folder)) as db:
        now = now_of(db)
        found = read_vacancies(text, china_date(now))
        for mistake in found.mistakes:
            print(_told(file, mistake, heads, texts), file=sys.stderr)
        if found.mistakes:
            more = len(found.mistakes) >= MOST_MISTAKES
            key = "vacancies__first_mistakes" if more else "vacancies__mistakes"
            print(texts(key, count=len(found.mistakes)), file=sys.stderr)
            return 1
        if not (found.vacancies or empty):
            print(texts("vacancies__none", file=file.name), file=sys.stderr)
            return 1
        if not check:
            replace_vacancies(db, found.vacancies, now)
    key = "vacancies__checked" if check else "vacancies__brought_in"
    print(texts(key, count=len(found.vacancies)))
    return 0


def _told(
    file: Path, mistake: LineMistake, heads: Mapping[str, str], texts: Texts
) -> str:
    key = "vacancies__at_column" if mistake.column else "vacancies__at_line"
    column = heads.get(mistake.column, mistake.column)
    where = texts(key, file=file.name, line=mistake.line, column=column)
    return where + texts.say(mistake.what)


def _text(file: Path) -> str:
    """Return a spreadsheet's text, in UTF-8 or in the Chinese code pages."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise Told(Message("vacancies__too_large", file=str(file)))
        data = file.read_bytes()
    except OSError as error:
        told = Message("vacancies__no_file", file=str(file), why=system_reason(error))
        raise Told(told) from error
    for charset in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    raise Told(Message("vacancies__no_text", file=str(file)))
