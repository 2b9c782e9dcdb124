"""The end of a first start: every setting is said, confirmed, and written at once."""

import asyncio
import logging
from functools import partial

from kiosk.domain.mistake import Mistake
from kiosk.session.first_start.account_step import accounts_of
from kiosk.session.first_start.center_step import is_enrolled
from kiosk.session.first_start.first_answers import (
    FirstAnswers,
    keep_answers,
    settings_text,
)
from kiosk.session.first_start.proof_step import TESTS, tests_of
from kiosk.session.first_start.setting_facts import setting_facts
from kiosk.session.first_start.setup_desk import FirstParts, SetupDesk
from kiosk.session.pages.record import Word
from kiosk.session.staff.door.accounts import StaffAccounts
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    PartHealth,
    Saying,
    TestOutcome,
    TestRecord,
    ToolAct,
    ToolActKind,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.self_tests import keep_test
from kiosk.settings.state.durable_file import write_durably
from kiosk.sync.journal.journal import Journal
from kiosk.sync.wire.events.staff_events import SelfTested, StaffActed

log = logging.getLogger(__name__)
PROVED = {"reader": "reader_atr", "printer": "printer_seen"}
"""What each passed test of the test visit proves, `proved__<name>`."""
MODE = 0o600


async def confirm(desk: SetupDesk) -> None:
    """Show all settings until they are confirmed and the check finds nothing wrong."""
    found: list[Mistake] = []
    while True:
        numbers = tuple(account.number for account in accounts_of(desk).all())
        page = summary_page(desk, found, numbers, is_enrolled(desk))
        answer = await desk.ask(page)
        if answer != ActChosen("first_write"):
            continue
        work = partial(desk.parts.check, desk.config, desk.parts.path)
        found = await desk.during(asyncio.to_thread(work), "busy__first_checking")
        if not found:
            return


def summary_page(
    desk: SetupDesk, found: list[Mistake], numbers: tuple[str, ...], joined: bool
) -> ToolPage:
    """Return every setting, what was not proved, and what keeps it from being used."""
    config, proved = desk.config, desk.answers.proved
    told = [
        Saying(
            *(Mood.BAD, "first_stick_mistake"),
            (("why", desk.texts.say(each.message)),),
        )
        for each in found
    ]
    told.append(Saying(Mood.CALM, "first_summary"))
    told += [Saying(Mood.CAUTION, f"first_without_{p}") for p in _missing(desk)]
    if config.center.url and not joined:
        told.append(Saying(Mood.CAUTION, "first_not_yet_joined"))
    facts = [ToolFact("first_number", ", ".join(numbers))]
    for test in tests_of(desk):
        outcome = proved.get(test, "open")
        health = PartHealth.OK if outcome == TestOutcome.PASSED else PartHealth.WARNING
        facts.append(
            ToolFact(f"first_test_{test}", Word("first_proof", outcome), health)
        )
    if config.center.url:
        word = "joined" if joined else "needed"
        facts.append(ToolFact("first_code", Word("first_code", word)))
    settings = setting_facts(desk.answers.settings, desk.parts.path)
    return desk.page(
        "summary",
        sayings=tuple(told),
        groups=(ToolFacts("", settings), ToolFacts("first_proofs", tuple(facts))),
        acts=(ToolAct("first_write", ToolActKind.MAIN, icon="check"),),
    )


def _missing(desk: SetupDesk) -> list[str]:
    """Return which parts this machine was said to have none of."""
    config = desk.config
    there = {
        "reader": config.reader.name,
        "printer": config.printer.port,
        "center": config.center.url,
    }
    return [part for part, name in there.items() if not name]


def record(answers: FirstAnswers, journal: Journal) -> None:
    """Put into the journal who came first and what was proved, once.

    The program in service does it at its first start: a journal takes no other number
    of a machine, and before the settings stand that number may still change.

    :raises StoreError: when it cannot be kept.
    """
    store = journal.store
    accounts = StaffAccounts(store, journal.keys).all()
    # They are kept in the same step: where one is, all of it was recorded before.
    if not accounts or store.one("SELECT 1 FROM self_test"):
        return
    number = accounts[0].number
    with store.atomic():
        for act, subject in (("account_add", number), ("first_start", "")):
            journal.append(StaffActed(who=number, act=act, subject=subject))
        for test in TESTS:
            outcome = answers.proved.get(test, str(TestOutcome.BROKEN_OFF))
            proved = PROVED[test] if outcome == TestOutcome.PASSED else ""
            keep_test(
                store,
                TestRecord(test, TestOutcome(outcome), None, number, proved),
            )
            journal.append(
                SelfTested(
                    who=number, test=test, outcome=outcome, proved=proved, fault=None
                )
            )


def write_settings(parts: FirstParts, answers: FirstAnswers) -> None:
    """Write the settings durably, and nothing else.

    The draft says first that all is confirmed: after a power cut the next start writes
    them and asks nobody. It stays until the program in service made its records of it.

    :raises OSError: when they cannot be written.
    """
    folder = parts.base.state
    answers.done = True
    keep_answers(folder, answers)
    write_durably(parts.path, settings_text(parts.base, answers).encode(), MODE)
    log.info("the machine is set up: %s", parts.path)
