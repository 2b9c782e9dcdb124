"""What is published for machines, and how the newest release is being rolled out."""

from litestar import get, post
from litestar.response import Redirect, Template
from sqlalchemy import Connection

from kiosk.center.database.transactions import transaction
from kiosk.center.desk.desk_form import TheForm
from kiosk.center.desk.desk_parts import TheDesk, TheOperator, note
from kiosk.center.desk.desk_refusals import DeskRefusal
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.desk_sheet import TheSheet
from kiosk.center.desk.entrance.step_up import confirm
from kiosk.center.desk.fleet_pages.fleet_words import FleetWords
from kiosk.center.editions import rollouts
from kiosk.center.editions.content_check import EditionMistake
from kiosk.center.editions.shelf import LISTED, Published, published

_WANTED = {
    "pause": (rollouts.PAUSED, (rollouts.RUNNING,)),
    "resume": (rollouts.RUNNING, (rollouts.PAUSED,)),
    "stop": (rollouts.STOPPED, (rollouts.RUNNING, rollouts.PAUSED)),
}
"""What each act makes of a rollout, and of which."""


@get("/editions", opt={"role": DeskRole.OPERATOR})
async def editions(desk: TheDesk, sheet: TheSheet, operator: TheOperator) -> Template:
    """Show the rollout, and all editions."""
    now = desk.now()

    def read(db: Connection) -> tuple[rollouts.RolloutView | None, list[Published]]:
        return rollouts.view(db, now), published(db)

    rollout, shelf = await desk.line.run(read)
    state = "" if rollout is None else rollout.row["state"]
    return sheet(
        "editions.html",
        words=FleetWords(sheet.texts, now),
        rollout=rollout,
        editions=shelf,
        most=LISTED,
        acts=[act for act, (_, of) in _WANTED.items() if state in of],
        may_change=operator.role >= DeskRole.ADMIN,
    )


@post("/rollout", opt={"role": DeskRole.ADMIN}, status_code=303)
async def change_rollout(
    desk: TheDesk, operator: TheOperator, form: TheForm
) -> Redirect:
    """Pause, resume or stop the rollout that the page showed."""
    act, number = form.one("act"), form.one("number")
    if act not in _WANTED:
        raise DeskRefusal(400, "form")
    await confirm(desk, operator, form.one("code"))
    wanted, of = _WANTED[act]

    def work(db: Connection) -> bool:
        with transaction(db):
            row = rollouts.newest_held(db)
            # It may have stopped by itself, or be another one, since the page was made.
            fits = row is not None and str(row["number"]) == number
            if row is None or not fits or row["state"] not in of:
                return False
            version = rollouts.put_state(db, wanted, operator.name, desk.now())
            note(desk, db, operator, f"rollout_{act}", version)
        return True

    try:
        done = await desk.line.run(work)
    except EditionMistake:
        done = False
    if not done:
        raise DeskRefusal(409, "rollout_gone")
    return Redirect("/editions", status_code=303)


EDITIONS = [editions, change_rollout]
