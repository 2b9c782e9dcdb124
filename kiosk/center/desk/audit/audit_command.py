"""`kiosk center audit`: what operators did, one line after another."""

import sys
from contextlib import closing
from pathlib import Path

from kiosk.center.database.connecting import connect
from kiosk.center.desk.audit.audit_book import AuditBook, AuditLine, each_line
from kiosk.center.desk.desk_keys import DeskKeys
from kiosk.domain.china_time import china_second
from kiosk.domain.visible_text import visible
from kiosk.settings.texts import Texts


def audit_command(folder: Path, verify: bool, texts: Texts) -> int:
    """Print the audit, oldest first; 1 when it was tampered with."""
    with closing(connect(folder)) as db:
        for line in each_line(db):
            print(_shown(line, texts))
        if not verify:
            return 0
        wrong = AuditBook(DeskKeys(folder)).first_wrong(db)
    if wrong is None:
        print(texts("desk__audit_whole"), file=sys.stderr)
        return 0
    print(texts("desk__audit_broken", number=wrong), file=sys.stderr)
    return 1


def _shown(line: AuditLine, texts: Texts) -> str:
    when = china_second(line.at)
    act = texts(f"desk__act__{line.act}")
    words = line.operator, line.address, act, line.subject, line.told
    return " ".join(
        [str(line.number), when, *(visible(each) for each in words if each)]
    )
