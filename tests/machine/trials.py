"""A machine's settings with something on trial over them."""

from pathlib import Path

from kiosk.settings.shipped import shipped_config
from kiosk.settings.state.screen_settings import Stored, Trial, write_stored


def file(folder: Path) -> Path:
    told = folder / "kiosk.toml"
    text = shipped_config("kiosk.toml").read_text("utf-8")
    told.write_text(text.replace("/var/lib/kiosk", str(folder / "state")), "utf-8")
    return told


def trial(folder: Path, starts: int = 0, **changes: int | str) -> Path:
    told = file(folder)
    named = {key.replace("__", "."): value for key, value in changes.items()}
    begun = Trial(dict(named), "1001", ("printer",), starts)
    write_stored(folder / "state", Stored({}, begun))
    return told
