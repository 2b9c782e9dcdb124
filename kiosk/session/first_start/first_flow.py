"""A first start, step by step: one question a page, back at any time, then written.

Read it top to bottom: the steps stand in their order. A power cut goes on at the step
where it was.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from kiosk.domain.faults import KioskError
from kiosk.session.dialog.ends import FlowEnded
from kiosk.session.first_start.account_step import make_account
from kiosk.session.first_start.center_step import join_center
from kiosk.session.first_start.confirm_step import confirm, write_settings
from kiosk.session.first_start.device_steps import find_reader, search_printer
from kiosk.session.first_start.first_answers import fitting_answers
from kiosk.session.first_start.place_steps import ask_machine, ask_region
from kiosk.session.first_start.proof_step import prove
from kiosk.session.first_start.screen_steps import (
    ask_language,
    ask_reach,
    measure_panel,
)
from kiosk.session.first_start.setup_desk import FirstParts, SetupDesk, WentBack
from kiosk.session.pages.everywhere import BusyPage
from kiosk.session.staff.pages import Mood, Saying, ToolAct, ToolActKind
from kiosk.settings.state.store_errors import StoreError
from kiosk.settings.toml_file import SettingsMistake

log = logging.getLogger(__name__)
STEPS: Mapping[str, Callable[[SetupDesk], Awaitable[None]]] = {
    "language": ask_language,
    "panel": measure_panel,
    "reach": ask_reach,
    "reader": find_reader,
    "printer": search_printer,
    "region": ask_region,
    "machine": ask_machine,
    "center": join_center,
    "account": make_account,
    "proof": prove,
    "summary": confirm,
}
DONE_S = 2.5


async def first_start(parts: FirstParts) -> None:
    """Ask until the machine is set up, and write its settings.

    :raises OSError: when what was confirmed before cannot be written.
    """
    answers = fitting_answers(parts.base)
    if answers.done:
        # Everything was confirmed, and the power went before it was written.
        write_settings(parts, answers)
        return
    desk = SetupDesk(parts, answers)
    if answers.step:
        _go_on(desk)
    try:
        await _walk(desk)
    finally:
        desk.close()


def _go_on(desk: SetupDesk) -> None:
    """Show everything as it was before the power went."""
    desk.parts.screen.speak(desk.answers.language)
    if desk.answers.get("panel.width_mm") is not None:
        panel = desk.config.panel
        desk.parts.screen.measured(panel.width_mm, panel.height_mm)
    desk.say(Mood.CALM, "first_goes_on")


async def _walk(desk: SetupDesk) -> None:
    names = list(STEPS)
    at = names.index(desk.answers.step) if desk.answers.step in names else 0
    while at < len(names):
        step = names[at]
        desk.begin(step, f"{at + 1} / {len(names)}")
        try:
            await STEPS[step](desk)
            if step == names[-1]:
                write_settings(desk.parts, desk.answers)
            at += 1
        except WentBack as back:
            at = max(0, at - 1) if desk.is_head(str(back)) else at
        except FlowEnded:
            log.info("nobody was there; the step %s goes on", step)
        except (KioskError, StoreError, SettingsMistake, OSError) as error:
            desk.answers.done = False
            log.error("the step %s failed: %s", step, type(error).__name__)
            if not await _try_again(desk, error):
                at = max(0, at - 1)
    desk.parts.dialog.show(BusyPage("busy__first_done"))
    await asyncio.sleep(DONE_S)


async def _try_again(desk: SetupDesk, error: Exception) -> bool:
    """Say that a step failed, and why as far as it is known; False: rather go back."""
    fault = getattr(error, "fault", None) or type(error).__name__
    told = Saying(Mood.BAD, "first_failed", (("code", str(fault)),))
    act = ToolAct("first_again", ToolActKind.MAIN, icon="retry")
    try:
        await desk.ask(desk.page("failed", sayings=(told,), acts=(act,)))
    except WentBack:
        return False
    except FlowEnded:
        log.info("nobody was there after a failure")
    return True
