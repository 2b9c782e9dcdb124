"""A set-up in the demo: the terminal's Enter is the hand with the card."""

import asyncio
from pathlib import Path
from typing import Any

from kiosk.devices.virtual.jsonlines import serve_lines
from kiosk.machine.demo.first_demo import PERSON, move_card


async def test_each_enter_puts_the_card_in_or_takes_it_out(tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []

    async def handle(command: dict[str, Any]) -> dict[str, Any]:
        if command["do"] == "card":
            told.append(command)
        last = told[-1] if told else {}
        return {"card": last.get("insert")}

    server = await serve_lines(tmp_path / "stage.sock", handle)
    try:
        await asyncio.to_thread(move_card, tmp_path / "stage.sock", [b"\n"] * 3)
    finally:
        server.close()
    put, taken = {"do": "card", "insert": PERSON}, {"do": "card", "remove": True}
    assert told == [put, taken, put]


def test_a_stage_that_is_gone_ends_it(tmp_path: Path) -> None:
    move_card(tmp_path / "nothing.sock", [b"\n"])
