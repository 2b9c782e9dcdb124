"""The medical account as a page: its parts, and the movements of a year.

Nothing is added up here: the balances are the center's own.
"""

from datetime import date, datetime, tzinfo

from msgspec.structs import replace

from kiosk.domain.own_records import AccountMovement, MedicalAccount
from kiosk.session.medical.pages import MedicalAccountPage
from kiosk.session.pages.record import Fact, Listing, ListingRow, Section, Word
from kiosk.session.pages.record_times import (
    AHEAD,
    chosen_year,
    in_year,
    is_ahead,
    local,
    local_day,
    years_of,
)
from kiosk.session.pension.build import valid
from kiosk.sync.wire.own_records_wire import MedicalAnswer


def medical_page(
    told: MedicalAnswer, year: int | None, zone: tzinfo | None, prior: bool = True
) -> MedicalAccountPage:
    """Return the account and the movements of one year, the newest when None.

    :param prior: the region has a part of years before; else it is only shown when
        the center tells of one.
    """
    as_of = local(told.as_of, zone)
    account = told.account or MedicalAccount()
    days = {move.serial: local_day(move.time, zone) for move in told.movements}
    years = told.years or years_of(days.values())
    shown = chosen_year(years, year)
    moves = in_year(told.movements, lambda move: days[move.serial], shown)
    return MedicalAccountPage(
        as_of=as_of,
        year=shown,
        years=years,
        empty=told.account is None and not told.movements,
        lead=_balances(account, prior),
        sections=(
            Section(
                "account",
                (
                    Fact("account_opened", account.opened, private=False),
                    Fact("account_valid", valid(account.valid), private=False),
                ),
            ),
        ),
        listings=(
            Listing(
                "movements",
                ("day", "direction", "amount", "balance_after"),
                tuple(_movement(move, days[move.serial], as_of) for move in moves),
            ),
        ),
        can_print=True,
    )


def with_older_movements(told: MedicalAnswer, older: MedicalAnswer) -> MedicalAnswer:
    """Return both together; those without a day stay the last."""
    dated = [one for one in told.movements if one.time is not None]
    undated = [one for one in told.movements if one.time is None]
    movements = (*dated, *older.movements, *undated)
    return replace(told, movements=movements, more=older.more)


def _balances(account: MedicalAccount, prior: bool) -> tuple[Fact, ...]:
    if not prior and account.prior_years is None:
        return (Fact("account_balance", account.current_year, bold=True),)
    return (
        Fact("account_balance", account.balance, bold=True),
        Fact("current_year", account.current_year),
        Fact("prior_years", account.prior_years),
    )


def _movement(move: AccountMovement, day: date | None, as_of: datetime) -> ListingRow:
    kind = Word("direction", move.kind) if move.kind is not None else None
    return ListingRow(
        (day, kind, move.amount, move.balance_after),
        heading=move.merchant,
        marks=(AHEAD,) if is_ahead(day, as_of) else (),
    )
