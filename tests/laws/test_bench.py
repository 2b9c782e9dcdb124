"""The measuring programs of `bench/` still fit the product they measure."""

import importlib

import pytest

from tests.screens.studio import PANELS, painted, studio

OURS = (
    "bench.ui",
    "bench.kiosk",
    "bench.card",
    "bench.desk",
    "bench.peers.ours",
    "bench.verdict",
    "bench.guessing",
    "bench.maintenance",
    "bench.registration",
    "bench.soak",
    "bench.start",
    "bench.sync",
)
"""All but the peers' own programs, whose libraries are not the project's."""


@pytest.mark.parametrize("name", OURS)
def test_it_can_be_loaded(name: str) -> None:
    assert importlib.import_module(name).__doc__


def test_its_page_of_our_toolkit_has_room() -> None:
    page = importlib.import_module("bench.peers.table")
    context = importlib.import_module("kiosk.screens.frame.context")
    assert "portrait" in PANELS
    tree = page.table(
        page.TablePage(), studio("portrait").context(context.Presentation())
    )
    painted(tree)
    assert tree.overflow == 0
