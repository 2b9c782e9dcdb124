"""One's own password, and for administrators who may come in at all.

New accounts and new apps are made by command: their secret is on no page.
"""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect, Template
from sqlalchemy import Connection

from kiosk.center.database.transactions import transaction
from kiosk.center.desk.desk_form import TheForm
from kiosk.center.desk.desk_parts import TheDesk, TheOperator, note
from kiosk.center.desk.desk_refusals import DeskRefusal, no_such_page
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.desk_sheet import TheSheet
from kiosk.center.desk.entrance import operators
from kiosk.center.desk.entrance.step_up import confirm
from kiosk.domain.secret import Password
from kiosk.settings.login.weak_passwords import PasswordMistake


@get("/account", opt={"role": DeskRole.VIEWER})
async def account_page(sheet: TheSheet) -> Template:
    """Ask for a new password."""
    return sheet("account.html", mistake="")


@post("/account", opt={"role": DeskRole.VIEWER}, status_code=303)
async def change_own(
    desk: TheDesk, operator: TheOperator, sheet: TheSheet, form: TheForm
) -> Response[Any]:
    """Change the own password; every session of the account is over then."""
    fresh = Password(form.exact("new"))
    found = operators.fit_password(operator.name, fresh)
    if found is not None or form.exact("new") != form.exact("again"):
        word = "differ" if found is None else _word(found)
        return sheet("account.html", status=400, mistake=word)
    await confirm(desk, operator, form.one("code"))
    row = await desk.line.run(lambda db: operators.found(db, operator.name))
    hashed = None if row is None else row["password"]
    if not await desk.known.matches(Password(form.exact("password")), hashed):
        return sheet("account.html", status=403, mistake="wrong")
    kept, now = await desk.known.hashed(fresh), desk.now()

    def work(db: Connection) -> None:
        with transaction(db):
            operators.change_password(db, operator.name, kept, now)
            note(desk, db, operator, "password", operator.name)

    await desk.line.run(work)
    return Redirect("/login", status_code=303)


@get("/operators", opt={"role": DeskRole.ADMIN})
async def operators_page(desk: TheDesk, sheet: TheSheet) -> Template:
    """List the accounts."""
    return sheet("operators.html", accounts=await desk.line.run(operators.listed))


@post("/operators/disable", opt={"role": DeskRole.ADMIN}, status_code=303)
async def disable(desk: TheDesk, operator: TheOperator, form: TheForm) -> Response[Any]:
    """Shut another's account out at once, on all nodes.

    Nobody their own: so one who can let others in is always left.
    """
    name, now = form.one("name"), desk.now()
    if name == operator.name:
        raise DeskRefusal(409, "own_account")
    await confirm(desk, operator, form.one("code"))

    def work(db: Connection) -> bool:
        with transaction(db):
            done = operators.disable(db, name, now)
            if done:
                note(desk, db, operator, "operator_disable", name)
            return done

    if not await desk.line.run(work):
        raise no_such_page()
    return Redirect("/operators", status_code=303)


def _word(mistake: PasswordMistake) -> str:
    return "short" if mistake is PasswordMistake.SHORT else "weak"


ACCOUNTS = [account_page, change_own, operators_page, disable]
