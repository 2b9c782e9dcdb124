"""The pension account as pages: all years at a glance, and one year's statement.

Figures stand as the center has them; `consistency.py` says where they contradict.
"""

from datetime import tzinfo
from decimal import Decimal

from kiosk.domain.consistency import SumMistake, SumState, check_statements
from kiosk.domain.own_records import AnnualStatement, PensionAccount
from kiosk.session.pages.record import (
    Count,
    Fact,
    Listing,
    ListingRow,
    Note,
    Section,
    Word,
)
from kiosk.session.pages.record_times import AHEAD, local
from kiosk.session.pension.pages import PensionAccountPage, StatementPage
from kiosk.sync.wire.own_records_wire import StatementsAnswer

Amounts = tuple[tuple[str, Decimal | None], ...]


def account_page(told: StatementsAnswer, zone: tzinfo | None) -> PensionAccountPage:
    """Return the account with the closing balance of each year, newest first."""
    account = told.account or PensionAccount()
    empty = told.account is None and not told.statements
    sums = check_statements(told.statements, told.as_of)
    pairs = list(zip(told.statements, sums, strict=True))
    closed = [(s.year, s.closing) for s, _ in pairs if s.closing is not None]
    return PensionAccountPage(
        as_of=local(told.as_of, zone),
        empty=empty,
        views=("pension",) if empty else (),
        notes=() if _sound(sums) else (Note("years_off"),),
        lead=(
            Fact("account_balance", account.balance, bold=True),
            Fact("account_opened", account.opened, private=False),
        ),
        chart=tuple((str(year), closing) for year, closing in closed),
        sections=(Section("account", _head(account)),),
        listings=(
            Listing(
                "account_years",
                ("year", "closing"),
                tuple(_year(*pair) for pair in reversed(pairs)),
            ),
        ),
        can_print=True,
    )


def statement_page(
    told: StatementsAnswer, year: int, zone: tzinfo | None
) -> StatementPage:
    """Return one year's statement.

    :raises ValueError: when there is none of that year.
    """
    years = tuple(statement.year for statement in told.statements)
    place = years.index(year)
    shown = told.statements[place]
    mistake = check_statements(told.statements, told.as_of)[place]
    return StatementPage(
        as_of=local(told.as_of, zone),
        year=year,
        years=tuple(sorted(set(years), reverse=True)),
        notes=_notes(mistake),
        lead=(
            Fact("closing", shown.closing, bold=True),
            Fact("year_months", _months(shown.months), private=False),
        ),
        sections=_sections(shown),
        can_print=True,
    )


def _sound(sums: list[SumMistake]) -> bool:
    return all(found.verdict is not SumState.INCONSISTENT for found in sums)


def _head(account: PensionAccount) -> tuple[Fact, ...]:
    amounts = (
        ("account_principal", account.principal),
        ("account_interest", account.interest),
        ("account_paid_out", account.paid_out),
    )
    return (*_facts(amounts), Fact("account_valid", valid(account.valid), False))


def valid(flag: bool | None) -> Word | None:
    """Return the word for an account that is in order or not."""
    return None if flag is None else Word("account_valid", "yes" if flag else "no")


def _year(statement: AnnualStatement, mistake: SumMistake) -> ListingRow:
    """Return one year's line; touching it opens the year."""
    marks = [Word("mark", "sums_off")] if mistake.off else []
    if mistake.ahead:
        marks.append(AHEAD)
    values = (Count(statement.year, "year"), statement.closing)
    return ListingRow(values, opens=str(statement.year), marks=tuple(marks))


def _notes(mistake: SumMistake) -> tuple[Note, ...]:
    """Say what contradicts itself, or what could not be checked, and nothing more."""
    off = tuple(Note(f"off_{one.sum}") for one in mistake.off)
    ahead = (Note("year_ahead"),) if mistake.ahead else ()
    unsure = (Note("unsure", calm=True),) if mistake.unsure and not off else ()
    return (*off, *ahead, *unsure)


def _sections(s: AnnualStatement) -> tuple[Section, ...]:
    """Return the year's figures in the order in which they add up."""
    opening = (
        ("opening_employer_principal", s.opening_employer_principal),
        ("opening_employer_interest", s.opening_employer_interest),
        ("opening_personal_principal", s.opening_personal_principal),
        ("opening_personal_interest", s.opening_personal_interest),
    )
    divided = any(amount is not None for _, amount in opening)
    grown = (
        ("employer_credit", s.employer_credit),
        ("employer_credit_interest", s.employer_credit_interest),
        ("personal_credit", s.personal_credit),
        ("personal_credit_interest", s.personal_credit_interest),
    )
    interest = (
        ("interest_on_employer", s.interest_on_employer),
        ("interest_on_personal", s.interest_on_personal),
    )
    start, end = Fact("opening", s.opening, bold=True), Fact("closing", s.closing)
    return (
        Section("opening", (start, *(_facts(opening) if divided else ()))),
        Section("interest", _facts(interest)),
        Section("credits", _facts(grown)),
        Section("payments_out", (Fact("payments", s.payments), end)),
        Section("year_counts", _counts(s)),
    )


def _facts(amounts: Amounts) -> tuple[Fact, ...]:
    return tuple(Fact(name, amount) for name, amount in amounts)


def _counts(s: AnnualStatement) -> tuple[Fact, ...]:
    return (
        Fact("months_total", _months(s.months_total), private=False),
        Fact("months_owed", _months(s.months_owed), private=False),
        Fact("base", s.base),
    )


def _months(number: int | None) -> Count | None:
    return None if number is None else Count(number)
