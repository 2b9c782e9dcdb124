"""The demo's city: a shipped profile, and the services that its documents only name.

A real city's profile promises nothing that its sources do not say. So that the demo
can show those services all the same, it writes a profile of its own beside its
settings, where it wins over the shipped one; what it adds says that it is invented.
"""

import tomllib
from pathlib import Path

from kiosk.settings.shipped import asset, shipped_config


def write_demo_city(folder: Path, name: str) -> None:
    """Write a city's profile for a demo whose settings lie in a folder.

    A profile that is there already stays: somebody put it there.
    """
    path = folder / "regions" / f"{name}.toml"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_whole(name), "utf-8")


def _whole(name: str) -> str:
    """Return the shipped profile with each invented table that it has not itself."""
    own = shipped_config("regions", f"{name}.toml").read_text("utf-8")
    known = tomllib.loads(own)
    added = asset("demo", "city.toml").read_text("utf-8")
    tables = [f"[{part}" for part in added.split("\n[")[1:]]
    return "\n".join(
        [own, *(t for t in tables if t[1:].partition("]")[0] not in known)]
    )
