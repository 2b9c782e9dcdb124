"""Parts that not every machine has: shown only where they are, and as they are."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from kiosk.session.dialog.ports import PsamPort
from kiosk.session.pages.record import Count
from kiosk.session.staff.more_rows import more_rows
from kiosk.session.staff.pages import PartHealth
from kiosk.sync.upload.outbox import Outbox
from kiosk.sync.wire.upload_wire import RejectedEvent
from tests.session.hall import polite, scene
from tests.session.staff.records.archives import archive_desk
from tests.sync.samples import filled


async def test_a_plain_machine_has_none_of_them(tmp_path: Path) -> None:
    assert more_rows(scene(tmp_path, polite()).parts) == ()


@pytest.mark.parametrize(
    ("there", "health"), [(True, PartHealth.OK), (False, PartHealth.BAD)]
)
async def test_an_empty_psam_slot_is_a_fault(
    tmp_path: Path, there: bool, health: PartHealth
) -> None:
    psam = cast("PsamPort", SimpleNamespace(present=there))
    parts = replace(scene(tmp_path, polite()).parts, psam=psam)
    (found,) = more_rows(parts)
    assert (found.part, found.health) == ("psam", health)


async def test_what_the_center_refused_is_a_warning_until_it_is_settled(
    tmp_path: Path,
) -> None:
    desk, _, journal = archive_desk(tmp_path)
    filled(journal, 3)
    (found,) = more_rows(desk.parts)
    assert (found.part, found.health) == ("queue", PartHealth.OK)
    assert found.state == (Count(3, "events"),)
    last = journal.pos().last
    Outbox(journal).acked(last, last, [RejectedEvent(1, "bad_payload", "no object")])
    (found,) = more_rows(desk.parts)
    assert found.health is PartHealth.WARNING
    assert Count(1, "refused") in found.state
