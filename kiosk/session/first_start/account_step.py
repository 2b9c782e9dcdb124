"""The first technician's account: without one nobody gets into the maintenance."""

import asyncio
from functools import partial

from kiosk.domain.notation import second
from kiosk.domain.secret import Password
from kiosk.session.first_start.setup_desk import SetupDesk, WentBack
from kiosk.session.pages.record import Word
from kiosk.session.staff.door.accounts import StaffAccounts, is_number
from kiosk.session.staff.door.pages import NUMBER_LEAST, NUMBER_MOST
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    Saying,
    ToolAct,
    ToolActKind,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.people import StaffRole
from kiosk.settings.login.passwords import password_hash
from kiosk.settings.login.time_codes import (
    DIGITS,
    NEVER,
    app_address,
    good_step,
    secret_text,
)
from kiosk.settings.login.weak_passwords import LEAST, MOST, password_mistake
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal.journal_rows import has_begun

ROLE = StaffRole.ENGINEER
"""The first one may do all: nobody else could let the others in."""


def accounts_of(desk: SetupDesk) -> StaffAccounts:
    """Return the accounts in the kiosk's own file.

    :raises StoreError: when it cannot be used.
    :raises KioskError: when the machine's keys cannot.
    """
    return StaffAccounts(desk.store, DeviceKeys.load_or_create(desk.folder / "keys"))


async def make_account(desk: SetupDesk) -> None:
    """Make one account, or keep the one that there is.

    The accounts of a machine that was in service, which has a journal, are its own.
    """
    accounts = accounts_of(desk)
    kept = has_begun(desk.store)
    stands = ""
    while True:
        numbers = tuple(account.number for account in accounts.all())
        answer = await desk.ask(account_page(desk, numbers, kept))
        if answer == ActChosen("first_next") and numbers:
            return
        if answer == ActChosen("first_account") and not (numbers and kept):
            stands = await _make(desk, accounts, stands)


def account_page(
    desk: SetupDesk, numbers: tuple[str, ...], kept: bool = False
) -> ToolPage:
    """Return what the account is for, and the one that there is."""
    if not numbers:
        act = ToolAct("first_account", ToolActKind.MAIN, icon="keypad")
        told = (Saying(Mood.CALM, "first_account"),)
        return desk.page("account", sayings=told, acts=(act,))
    name = "first_account_kept" if kept else "first_account_there"
    there = Saying(Mood.GOOD, name, (("number", ", ".join(numbers)),))
    go_on = ToolAct("first_next", ToolActKind.MAIN, icon="next")
    anew = ToolAct("first_account", label="first_account_anew")
    acts = (go_on,) if kept else (go_on, anew)
    return desk.page("account", sayings=(there,), acts=acts)


async def _make(desk: SetupDesk, accounts: StaffAccounts, stands: str) -> str:
    """Ask for number and password, make the account and show its secret once.

    :param stands: the number as it was typed before.
    :return: the number as it was typed now: a refused password does not cost it.
    """
    number = stands
    try:
        number = await desk.type("number", NUMBER_LEAST, NUMBER_MOST, typed=stands)
        password = await _new_password(desk, number)
    except WentBack:
        return number
    if password is None:
        return number
    work = asyncio.to_thread(partial(password_hash, password))
    hashed = await desk.during(work, "busy__first_checking")
    with desk.store.atomic():
        for account in accounts.all():
            # At a first start there is one account: a secret nobody noted opens none.
            accounts.remove(account.number)
        secret = accounts.add(number, ROLE, hashed)
    assert secret is not None, "no other account is left"
    await _show_secret(desk, number, secret)
    return number


async def _new_password(desk: SetupDesk, number: str) -> Password | None:
    """Return a password that fits the number; None: what was wrong is said."""
    if not is_number(number):
        desk.say(Mood.BAD, "first_bad_number")
        return None
    password = Password(await desk.type("password", LEAST, MOST, secret=True))
    machine = desk.answers.get("machine.id") or ""
    if mistake := password_mistake(password, number, machine):
        desk.say(Mood.BAD, "first_bad_password", why=Word("password", str(mistake)))
        return None
    again = Password(await desk.type("again", LEAST, MOST, secret=True))
    if again != password:
        desk.say(Mood.BAD, "first_passwords_differ")
        return None
    return password


async def _show_secret(desk: SetupDesk, number: str, secret: bytes) -> None:
    """Show what the app needs, and try one of its codes; it is never shown again."""
    while True:
        answer = await desk.ask(secret_page(desk, number, secret))
        if answer == ActChosen("first_noted"):
            return
        if answer == ActChosen("first_try_code") and await _fits(desk, secret):
            desk.say(Mood.GOOD, "first_app_works")
            return


async def _fits(desk: SetupDesk, secret: bytes) -> bool:
    """Tell whether the app's code fits; where not, the machine's clock may be why."""
    try:
        code = await desk.type("app_code", DIGITS, DIGITS)
    except WentBack:
        return False
    now = desk.parts.clock.now()
    if good_step(secret, code, now.timestamp(), 0, NEVER) is not None:
        return True
    desk.say(Mood.BAD, "first_app_wrong", time=second(now))
    return False


def secret_page(desk: SetupDesk, number: str, secret: bytes) -> ToolPage:
    """Return the app's secret as a code for the telephone, and as letters."""
    text = secret_text(secret)
    pieces = " ".join(text[at : at + 4] for at in range(0, len(text), 4))
    machine = desk.answers.get("machine.id") or ""
    return desk.page(
        "secret",
        sayings=(Saying(Mood.CAUTION, "first_secret"),),
        code=app_address(secret, number, machine),
        groups=(
            ToolFacts(
                "",
                (
                    ToolFact("first_number", number),
                    ToolFact("first_secret", pieces),
                ),
            ),
        ),
        acts=(
            ToolAct("first_try_code", ToolActKind.MAIN, icon="keypad"),
            ToolAct("first_noted"),
        ),
    )
