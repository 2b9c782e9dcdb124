"""The demo's surroundings are those that the settings describe."""

import asyncio
import os
import time
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import msgspec
import pytest
from PIL import Image

from kiosk.devices.printer.jobs import MIGRATIONS
from kiosk.devices.printer.printer import Printer
from kiosk.devices.printer.printer_profile import load_printer_profile
from kiosk.devices.printer.typesetting.receipt_elements import Receipt, TextLine
from kiosk.machine.demo.surroundings import surroundings_of
from kiosk.settings.config import KioskConfig
from kiosk.settings.shipped import shipped_config
from kiosk.settings.state.store import Store
from tests.devices.printer.conftest import BRISK

PATIENT = replace(BRISK, answer=5.0)
"""The printer is another program, which may stand still for a moment."""
NARROW = (58 * 8, 384)
"""Dots of the paper and of the head in the test's own profile."""


@pytest.mark.real
@pytest.mark.xdist_group("stage")
@patch.dict(os.environ)
async def test_the_demo_prints_with_the_configured_profile(tmp_path: Path) -> None:
    """A city's own 58 mm printer, which knows GB2312 and answers GS r alone."""
    path = tmp_path / "kiosk.toml"
    (tmp_path / "printers").mkdir()
    shipped = shipped_config("printers", "generic-58mm.toml").read_text("utf-8")
    (tmp_path / "printers" / "hall.toml").write_text(shipped, "utf-8")
    state = tmp_path / "state"
    machine = {"id": "T-1", "region": "ningbo", "state": str(state)}
    wanted = {"demo": {"surroundings": True}, "printer": {"profile": "hall"}}
    config = msgspec.convert({**wanted, "machine": machine}, KioskConfig)
    store = Store(tmp_path / "kiosk.db", MIGRATIONS)
    async with surroundings_of(config, path) as around:
        own = load_printer_profile(path, config.printer.profile)
        printer = Printer(
            around.config.printer, own, store, print, time.monotonic, PATIENT
        )
        printer.start(lambda _: None)
        async with asyncio.timeout(60):
            while printer.status.fault is not None:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            # 镕 is in GBK and not in GB2312: this printer gets it as a picture.
            await printer.print(Receipt("test", (TextLine("朱镕先生" * 4),)))
        assert around.client is not None
        assert (await around.client.ask({"do": "status"}))["receipts"] == 1
        printer.stop()
    store.close()
    with Image.open(state / "stage" / "receipts" / "01.png") as paper:
        assert paper.width == 2 * NARROW[0] + 2 * 28
