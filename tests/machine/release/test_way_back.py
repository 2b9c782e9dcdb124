"""What lets a release go back: the files that a newer one wrote still serve."""

import re

import pytest

from kiosk.machine.running_kiosk import MIGRATIONS
from kiosk.settings.state.store import BREAKING, Migration

ADDING = re.compile(
    r"\s*(CREATE TABLE |CREATE INDEX |ALTER TABLE \w+ ADD COLUMN \w+ \w+"
    r"( NOT NULL DEFAULT | DEFAULT |$)|UPDATE )"
)


@pytest.mark.parametrize("migration", MIGRATIONS, ids=lambda migration: migration.name)
def test_a_step_only_adds_or_says_that_it_breaks(migration: Migration) -> None:
    """An older program opens the file again when a release is taken back."""
    adds = all(map(ADDING.match, migration.statements))
    assert adds or migration.name.endswith(BREAKING)
