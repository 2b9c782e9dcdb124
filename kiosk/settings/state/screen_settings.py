"""Settings that were changed on the screen: a file of their own over `kiosk.toml`.

A change is on trial first. A start that finds a trial which was tried before undoes it,
and so does a machine that is not well two minutes after the start: whoever sets a wrong
speed at the screen cannot lock the hall out of its printer.
"""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from kiosk.domain.message import Message
from kiosk.domain.mistake import Mistake
from kiosk.settings.config import KioskConfig
from kiosk.settings.mistakes import mistakes
from kiosk.settings.state.bounded_file import read_bounded
from kiosk.settings.state.durable_file import write_durably

log = logging.getLogger(__name__)
FILE = "screen-settings.json"
MOST_BYTES = 64 * 1024
TRIAL_S = 120.0
"""Seconds after a start by which the machine must be well with what is on trial."""
SettingValue = str | int | float | bool
Changes = dict[str, SettingValue]
SAFE = frozenset(
    {
        *("machine.place", "machine.region", "machine.site"),
        *("panel.mask_private", "panel.shuffle_keypad", "panel.slot_side"),
        *("printer.profile", "printer.baud", "printer.handshake", "printer.roll_m"),
        *("times.idle", "times.idle_reading", "times.idle_pin"),
        *("voice.volume", "log.level"),
    }
)
"""What may be changed at the screen: nothing that says whom the machine trusts."""


class Trial(msgspec.Struct, frozen=True):
    """What was changed and has not proved itself yet."""

    changes: Changes
    who: str
    well: tuple[str, ...] = ()
    """The parts that worked before, and must after."""
    starts: int = 0


class Undone(msgspec.Struct, frozen=True):
    """A trial that was taken back."""

    changes: Changes
    who: str
    why: str
    """`restart`, `mistake` or the name of the part that broke."""
    told: bool = False


class Stored(msgspec.Struct, frozen=True):
    """The file."""

    kept: Changes = {}
    trial: Trial | None = None
    undone: Undone | None = None

    @property
    def in_force(self) -> Changes:
        """Return all changes that hold now: a trial only once its start was counted."""
        begun = self.trial if self.trial and self.trial.starts else None
        return {**self.kept, **(begun.changes if begun else {})}

    @property
    def wanted(self) -> Changes:
        """Return all changes, also those that the next start tries."""
        return {**self.kept, **(self.trial.changes if self.trial else {})}


def read_stored(folder: Path) -> Stored:
    """Return what was changed on the screen; nothing where that cannot be read."""
    path = folder / FILE
    try:
        # Whatever a stranger put in its place, the start does not wait for it.
        return msgspec.json.decode(read_bounded(path, MOST_BYTES), type=Stored)
    except FileNotFoundError:
        return Stored()
    except PermissionError:
        # Whose folder it is, another part tells.
        return Stored()
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        log.warning("%s cannot be used; kiosk.toml alone counts", path)
        return Stored()


def write_stored(folder: Path, stored: Stored) -> None:
    """Keep it durably.

    :raises OSError: when that cannot be.
    """
    write_durably(folder / FILE, msgspec.json.encode(stored))


def overlaid(config: KioskConfig, changes: Mapping[str, SettingValue]) -> KioskConfig:
    """Return the settings with changes over them; one that does not fit is left out.

    What is not safe to change is not. A newer version may know less than the file.
    """
    fitting = {k: v for k, v in changes.items() if not change_mistakes(config, {k: v})}
    data = _with(config, fitting)
    return msgspec.convert(data, KioskConfig, strict=True)


def change_mistakes(
    config: KioskConfig, changes: Mapping[str, SettingValue]
) -> list[Mistake]:
    """Return what does not fit in changes, as `kiosk config check` would say it."""
    not_here = Message("mistake__not_here")
    strange = [Mistake(key, not_here) for key in changes if key not in SAFE]
    return [*strange, *mistakes(_with(config, changes), KioskConfig)]


def _with(
    config: KioskConfig, changes: Mapping[str, SettingValue]
) -> dict[str, dict[str, object]]:
    data: dict[str, dict[str, object]] = msgspec.to_builtins(config)
    for key, value in changes.items():
        if key in SAFE:
            table, _, name = key.partition(".")
            data[table][name] = value
    return data


class ScreenSettings:
    """What a technician changes at the screen, as the running program has it."""

    def __init__(
        self,
        plain: KioskConfig,
        names: Callable[[str], list[str]],
        check: Callable[[KioskConfig], list[Mistake]],
    ) -> None:
        """Take the settings without changes, and how the whole of them is checked.

        :param names: gives the profiles of a folder, such as `regions`.
        """
        self._plain, self.names, self._check = plain, names, check
        self.stored = read_stored(plain.state)

    @property
    def config(self) -> KioskConfig:
        """Return the settings with all changes, also those of the next start."""
        return overlaid(self._plain, self.stored.wanted)

    def put(
        self, key: str, value: SettingValue, who: str, well: tuple[str, ...]
    ) -> list[Mistake]:
        """Put a change on trial from the next start on; return why it cannot be.

        :raises OSError: when it cannot be kept.
        """
        return self.put_all({key: value}, who, well)

    def put_all(
        self, changed: Mapping[str, SettingValue], who: str, well: tuple[str, ...]
    ) -> list[Mistake]:
        """Put some changes on trial together; return why they cannot be.

        :raises OSError: when they cannot be kept.
        """
        before = self.stored.trial
        changes = {**(before.changes if before else {}), **changed}
        found = self.mistakes(changes)
        if not found:
            # What worked before the first change must work after the last one.
            all_well = tuple(sorted({*(before.well if before else ()), *well}))
            trial = Trial(changes, who, all_well)
            self._write(Stored(self.stored.kept, trial))
        return found

    def mistakes(self, changes: Mapping[str, SettingValue]) -> list[Mistake]:
        """Return why some changes cannot be, over those that are kept."""
        wanted = {**self.stored.kept, **changes}
        found = change_mistakes(self._plain, wanted)
        return found or self._check(overlaid(self._plain, wanted))

    def has(self, changes: Mapping[str, SettingValue]) -> bool:
        """Tell whether the settings are so already, without what is on trial."""
        kept = overlaid(self._plain, self.stored.kept)
        return overlaid(kept, changes) == kept

    def keep(self) -> None:
        """End a trial that went well.

        :raises OSError: when that cannot be kept.
        """
        self._write(Stored(self.stored.wanted))

    def undo(self, why: str) -> None:
        """Take a trial back from the next start on.

        :raises OSError: when that cannot be kept.
        """
        self._write(taken_back(self.stored, why))

    def told(self) -> None:
        """Note that somebody was told of what was undone.

        :raises OSError: when that cannot be kept.
        """
        undone = self.stored.undone
        if undone is not None:
            again = msgspec.structs.replace(undone, told=True)
            self._write(msgspec.structs.replace(self.stored, undone=again))

    def _write(self, stored: Stored) -> None:
        write_stored(self._plain.state, stored)
        self.stored = stored


def taken_back(stored: Stored, why: str) -> Stored:
    """Return the file without its trial, which is remembered as undone."""
    trial = stored.trial
    if trial is None:
        return stored
    return Stored(stored.kept, None, Undone(trial.changes, trial.who, why))


def without_kept(stored: Stored) -> Stored:
    """Return the file without what was kept, which is remembered as undone."""
    return Stored({}, None, Undone(stored.kept, "", "mistake"))
