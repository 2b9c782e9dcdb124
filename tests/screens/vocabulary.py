"""Every page class of the session, found where the services keep theirs."""

import importlib
from pathlib import Path

from kiosk.session.pages.page import Page
from tests.every import every

ROOT = Path(__file__).resolve().parents[2]


def all_pages() -> set[type[Page]]:
    """Return every class of the vocabulary."""
    session = ROOT / "kiosk" / "session"
    for file in every([*session.rglob("pages.py"), *session.glob("pages/*.py")]):
        importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
    return {kind for kind in _below(Page) if _ours(kind)}


def _ours(kind: type[Page]) -> bool:
    """Leave out what other tests define, and the bases that have no name."""
    return "name" in vars(kind) and kind.__module__.startswith("kiosk.")


def _below(kind: type[Page]) -> set[type[Page]]:
    return {kind}.union(*map(_below, kind.__subclasses__()))
