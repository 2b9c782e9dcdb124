"""Where a profile lies: a city's own file first, then the shipped one."""

from pathlib import Path

from kiosk.settings.shipped import shipped_config


def profile_path(config_path: Path, folder: str, name: str) -> Path:
    """Return a profile's file: beside `kiosk.toml` first, then the shipped one."""
    own = config_path.parent / folder / f"{name}.toml"
    return own if own.is_file() else shipped_config(folder, f"{name}.toml")


def profile_names(config_path: Path, folder: str) -> list[str]:
    """Return the names of all profiles of one folder, own and shipped."""
    folders = [config_path.parent / folder, shipped_config(folder)]
    return sorted({p.stem for place in folders for p in place.glob("*.toml")})
