"""A center put back from an old backup: what its kiosks' journals bring back, over TLS.

Here the people's registers and the kiosks of both centers are the same; what was
decided in between is not.
"""

import shutil
from contextlib import AbstractContextManager, AsyncExitStack
from pathlib import Path

import pytest

from kiosk.center.applications.book import state_of_act
from kiosk.center.identity.root_key import FILE as ROOT_KEY
from kiosk.center.server.alarms import alarms
from kiosk.center.server.backup import backup
from kiosk.domain.applications import ActState, Contact
from kiosk.domain.records import CardState
from tests.center.engines import asked
from tests.center.fixture import RunningCenter, running_center
from tests.sync.applications.hall import (
    CAST,
    PEOPLE,
    REGION,
    Hall,
    TestClock,
    database,
    hall,
    report,
    state_of,
    token_of,
    who,
)

WANG, LI = CAST["wang-xiulan"], CAST["li-guoqiang"]


async def exchange(one: Hall) -> None:
    """Do what a try of the uploader does, until nothing is left to send."""
    await one.acts.delivery.deliver()
    while await one.uploader.step():
        pass


def said(center: RunningCenter, act: str, now: float) -> str | None:
    with database(center) as db:
        return state_of_act(db, act, now)


def told(center: RunningCenter) -> int:
    with database(center) as db:
        assert alarms(db) == []
        return len(asked(db, "SELECT act FROM notice"))


def center_over(
    folder: Path, clock: TestClock, port: int = 0
) -> AbstractContextManager[RunningCenter]:
    few = {key: CAST[key] for key in PEOPLE}
    return running_center(folder, clock.seconds, port, region=REGION, people=few)


@pytest.mark.engine("sqlite")
async def test_what_was_accepted_after_the_backup_holds_again(tmp_path: Path) -> None:
    clock, folder = TestClock(), tmp_path / "center"
    async with AsyncExitStack() as kiosks:
        with center_over(folder, clock) as center:
            port = center.port
            one = await kiosks.enter_async_context(hall(center, tmp_path / "1", clock))
            other = hall(center, tmp_path / "2", clock, "hall-2")
            two = await kiosks.enter_async_context(other)
            released = await report(one, LI)
            await exchange(one)
            backup(folder, tmp_path / "copy")
            clock.at += 3600
            lost = await report(one, WANG)
            assert (await report(two, WANG)).state is ActState.ALREADY
            await one.acts.release(who(LI))
            new = Contact(mobile="10011112222")
            await two.acts.change_contact(await token_of(two, LI), new)
            for each in (one, two):
                await exchange(each)
                await each.line.client.close()
        shutil.copy(folder / ROOT_KEY, tmp_path / "copy")
        shutil.rmtree(folder)
        shutil.copytree(tmp_path / "copy", folder)
        with center_over(folder, clock, port) as center:
            assert state_of(center, WANG, clock.at) is CardState.NORMAL
            assert state_of(center, LI, clock.at) is CardState.TEMPORARY_LOSS
            assert said(center, lost.act, clock.at) is None
            before = told(center)
            clock.at += 60
            for each in (two, one):
                await exchange(each)
            assert told(center) == before, "nobody is told twice"
            assert state_of(center, WANG, clock.at) is CardState.TEMPORARY_LOSS
            assert said(center, lost.act, clock.at) == "accepted"
            assert state_of(center, LI, clock.at) is CardState.NORMAL
            assert said(center, released.act, clock.at) == "released"
            again = await report(two, WANG)
            assert (again.state, again.number) == (ActState.ALREADY, lost.number)
            person = await two.line.client.person(await token_of(two, LI))
            assert person.person.mobile == "10011112222"
            for each in (one, two):
                await each.line.client.close()
