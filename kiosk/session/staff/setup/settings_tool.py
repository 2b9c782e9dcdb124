"""The settings that may be changed at the screen, each on trial from the next start."""

import logging
from collections.abc import Callable

from kiosk.domain.mistake import Mistake
from kiosk.session.pages.page import ItemChosen
from kiosk.session.pages.record import Value, Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.keyboard_page import KeyboardPage, TextTyped
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    PartHealth,
    Saying,
    ToolAct,
    ToolActKind,
    ToolChoice,
    ToolPage,
)
from kiosk.session.staff.part_rows import part_rows
from kiosk.session.staff.setup.setting_choices import (
    MOST_LETTERS,
    ORDER,
    SettingChoices,
    choices_of,
    typed_value,
)
from kiosk.settings.state.screen_settings import ScreenSettings, SettingValue

log = logging.getLogger(__name__)
TESTED = ("reader", "printer")
"""Parts that a change may break, and that say so at once."""


async def show_settings(desk: Desk) -> None:
    """Show the settings until the technician goes back."""
    settings = desk.parts.settings
    if settings is None:
        await desk.ask(lambda: desk.page("settings", sayings=(_none(),)))
        return
    while True:
        answer = await desk.ask(lambda: settings_page(desk, settings))
        match answer:
            case ItemChosen(key) if key in ORDER:
                await _change(desk, settings, key)
            case ActChosen("undo_trial"):
                _undo(desk, settings)
            case ActChosen("restart_now"):
                await _restart(desk, settings)
            case _:
                return


def _none() -> Saying:
    return Saying(Mood.CAUTION, "settings_none")


def settings_page(desk: Desk, settings: ScreenSettings) -> ToolPage:
    """Return every setting with its value; what is on trial says so."""
    trial = settings.stored.trial
    changed = trial.changes if trial else {}
    state = "on_trial" if trial and trial.starts else "waiting"
    lines = tuple(
        ToolChoice(
            key,
            key=f"setting_{_name(key)}",
            hint=_hint(key, settings, state if key in changed else ""),
            health=PartHealth.WARNING if key in changed else None,
        )
        for key in ORDER
    )
    acts: tuple[ToolAct, ...] = ()
    if trial is not None:
        begin = () if trial.starts else (ToolAct("restart_now", ToolActKind.MAIN),)
        acts = (*begin, ToolAct("undo_trial"))
    return desk.page(
        "settings", sayings=tuple(_news(settings)), choices=lines, acts=acts
    )


def _news(settings: ScreenSettings) -> list[Saying]:
    """Return what is on trial, and what was taken back."""
    found = []
    undone, trial = settings.stored.undone, settings.stored.trial
    if trial is not None:
        name = "settings_running" if trial.starts else "settings_waiting"
        found.append(Saying(Mood.CALM, name))
    if undone is not None:
        why = Word("undone", undone.why)
        for key in undone.changes:
            label = Word("tool", f"setting_{_name(key)}")
            values = (("setting", label), ("why", why))
            found.append(Saying(Mood.CAUTION, "settings_undone", values))
    return found


def _name(key: str) -> str:
    return key.replace(".", "_")


def _hint(key: str, settings: ScreenSettings, state: str) -> tuple[Value, ...]:
    value = value_of(settings, key)
    told = shown_value(key, value)
    return (told, Word("setting", state)) if state else (told,)


def value_of(settings: ScreenSettings, key: str) -> SettingValue:
    """Return what a setting is, with what is on trial."""
    table, _, name = key.partition(".")
    value: SettingValue = getattr(getattr(settings.config, table), name)
    return value


def shown_value(key: str, value: SettingValue) -> Value:
    """Return a value as it is said: in words where there are some."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool):
        return Word("setting_value", "on" if value else "off")
    if value == "":
        return Word("setting_value", "empty")
    return Word(f"setting_{_name(key)}", str(value))


async def _change(desk: Desk, settings: ScreenSettings, key: str) -> None:
    """Let a value be chosen or typed, and put it on trial where it fits."""
    choices = choices_of(key, desk.parts, settings)
    page = _values_page(desk, key, choices, value_of(settings, key))
    answer = await desk.ask(page)
    if answer == ActChosen("type_value"):
        kind = "setting_words" if key == "machine.place" else "setting_number"
        typed = await desk.type(KeyboardPage(kind, most=MOST_LETTERS))
        if isinstance(typed, TextTyped):
            _put(desk, settings, key, typed_value(key, typed.text))
    elif isinstance(answer, ItemChosen):
        _put(desk, settings, key, choices.values[int(answer.item)])


def _values_page(
    desk: Desk, key: str, choices: SettingChoices, now: SettingValue
) -> Callable[[], ToolPage]:
    lines = tuple(
        ToolChoice(
            str(n),
            key="setting_choice",
            values=(("value", shown_value(key, value)),),
            health=PartHealth.OK if value == now else None,
        )
        for n, value in enumerate(choices.values)
    )
    acts = (ToolAct("type_value", icon="keypad"),) if choices.typed else ()
    subject = Word("tool", f"setting_{_name(key)}")
    return lambda: desk.page("setting", subject=subject, choices=lines, acts=acts)


def _put(desk: Desk, settings: ScreenSettings, key: str, value: SettingValue) -> None:
    health = {row.part: row.health for row in part_rows(desk.parts, *TESTED)}
    well = tuple(p for p in TESTED if health.get(p) is not PartHealth.BAD)
    try:
        found = settings.put(key, value, desk.who.number, well)
    except OSError as error:
        log.error("a setting could not be kept: %s", error.strerror)
        desk.say(Mood.BAD, "not_kept")
        return
    desk.acted("setting_changed", key, done=not found)
    if found:
        desk.say(Mood.BAD, "setting_refused", why=_words(desk, found))


def _words(desk: Desk, found: list[Mistake]) -> str:
    return " ".join(desk.parts.texts.say(each.message) for each in found)


def _undo(desk: Desk, settings: ScreenSettings) -> None:
    try:
        settings.undo("staff")
    except OSError as error:
        log.error("a trial of settings could not be taken back: %s", error.strerror)
        desk.say(Mood.BAD, "not_kept")
        return
    desk.acted("settings_undone")


async def _restart(desk: Desk, settings: ScreenSettings) -> None:
    """Start the program anew, so that the trial begins."""
    machine = desk.parts.machine
    if machine is None or settings.stored.trial is None:
        return
    if await desk.confirm("restart_for_trial"):
        desk.acted("restart_for_trial")
        machine.restart()
