"""What is to be published, checked whole before anything is kept.

A machine checks it all again; here whoever types it learns at once what is wrong.
"""

import tempfile
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from kiosk.domain.message import Message
from kiosk.settings.loading import plain_config
from kiosk.settings.regions import load_region
from kiosk.settings.shipped import shipped_config
from kiosk.settings.state.screen_settings import change_mistakes
from kiosk.settings.told import Told
from kiosk.settings.toml_file import SettingsMistake, load_toml
from kiosk.sync.wire.downward.edition_contents import (
    NoticesContent,
    SettingsContent,
)
from kiosk.sync.wire.downward.editions_wire import MOST_CONTENT, EditionKind

T = TypeVar("T")
BY_HAND = (EditionKind.REGION, EditionKind.NOTICES, EditionKind.SETTINGS)
"""What an operator publishes as a file; accounts and releases have their own ways."""


class EditionMistake(Told):
    """What cannot be published; it says why in one sentence."""


def checked_content(kind: str, data: bytes) -> bytes:
    """Return a content as it is kept.

    :raises EditionMistake: when a machine would not take it.
    """
    if len(data) > MOST_CONTENT:
        raise EditionMistake(Message("edition__too_large", most=MOST_CONTENT))
    if kind == EditionKind.REGION:
        return _region(data)
    if kind == EditionKind.NOTICES:
        return _notices(data)
    if kind == EditionKind.SETTINGS:
        return _settings(data)
    raise EditionMistake(Message("edition__kind", kind=kind, known=tuple(BY_HAND)))


def _region(data: bytes) -> bytes:
    """Check a region with the kiosk's own loader; an empty one ends an edition."""
    if not data.strip():
        return b""
    try:
        name = load_toml(data)["region"]["id"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise EditionMistake(Message("edition__no_region")) from error
    if not (isinstance(name, str) and name.isascii() and name.isidentifier()):
        raise EditionMistake(Message("edition__no_region"))
    with tempfile.TemporaryDirectory(prefix="kiosk-region-") as folder:
        place = Path(folder) / "regions" / f"{name}.toml"
        place.parent.mkdir()
        place.write_bytes(data)
        try:
            load_region(Path(folder) / "kiosk.toml", name)
        except SettingsMistake as error:
            first = error.mistakes[0]
            raise EditionMistake(
                Message("edition__region", place=first.place, what=first.what)
            ) from error
    return data


def _formed(data: bytes, form: type[T]) -> T:
    try:
        return msgspec.toml.decode(data, type=form)
    except (ValueError, RecursionError) as error:
        # msgspec's own words name the place and the limit.
        raise EditionMistake(Message("edition__form", why=str(error))) from error


def _notices(data: bytes) -> bytes:
    content = _formed(data, NoticesContent)
    for each in content.notices:
        if each.since and each.until and each.until <= each.since:
            raise EditionMistake(Message("edition__times", text=each.text))
    return msgspec.json.encode(content)


def _settings(data: bytes) -> bytes:
    if not _formed(data, dict[str, Any]).get("settings"):
        raise EditionMistake(Message("edition__no_settings"))
    content = _formed(data, SettingsContent)
    plain = plain_config(shipped_config("kiosk.toml"))
    if found := change_mistakes(plain, content.settings):
        raise EditionMistake(
            Message("edition__setting", place=found[0].place, what=found[0].what)
        )
    return msgspec.json.encode(content)
