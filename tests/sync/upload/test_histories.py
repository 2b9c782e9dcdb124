"""Random histories of mishaps: nothing lost, nothing double, nothing stuck.

"Lost" is an event or an answer the kiosk promised and still has or had confirmed; what
existed only on a disk that was destroyed is gone by nature and not counted.
"""

import asyncio
import shutil
from pathlib import Path

import pytest

from kiosk.sync.identity.device_keys import DeviceKeys
from tests.effort import EFFORT
from tests.sync.histories import KINDS, World

PARTS = max(2, EFFORT.histories // 1000)
EACH = EFFORT.histories // PARTS
FOUND = [("failover", 11)]
"""Histories that went wrong once: a request came late to a center that had lost it."""


def live(place: Path, kind: str, seed: int, keys: DeviceKeys) -> None:
    """Live through one history and look at its end."""
    folder = place / str(seed)
    folder.mkdir()
    world = World(folder, seed, keys, kind)
    try:
        asyncio.run(world.live())
        world.laws()
    except BaseException as error:
        error.add_note(f"history {seed} of {kind}")
        raise
    finally:
        world.let_go()
    shutil.rmtree(folder)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_lost_and_nothing_doubled(
    tmp_path: Path, kind: str, part: int
) -> None:
    keys = DeviceKeys.load_or_create(tmp_path / "keys")
    for seed in range(part * EACH, part * EACH + EACH):
        live(tmp_path, kind, seed, keys)


@pytest.mark.parametrize(("kind", "seed"), FOUND)
def test_what_was_lost_once_is_not_again(tmp_path: Path, kind: str, seed: int) -> None:
    live(tmp_path, kind, seed, DeviceKeys.load_or_create(tmp_path / "keys"))
    assert not (tmp_path / str(seed)).exists()
