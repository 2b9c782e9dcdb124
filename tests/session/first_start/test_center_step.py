"""The center: a wrong address and a wrong code are sentences, and later is a choice."""

from pathlib import Path

import pytest

from kiosk.session.first_start.center_step import is_enrolled, join_center
from kiosk.session.first_start.first_answers import FirstAnswers
from kiosk.session.first_start.setup_desk import SetupDesk
from kiosk.session.pages.page import Answer
from kiosk.session.pages.record import Word
from kiosk.session.staff.keyboard_page import KeyboardPage
from tests.session.first_start.newcomer import Newcomer, act, desk_of, item, words

CODE = "AAAA-" * 8


async def walk(folder: Path, *plan: tuple[str, Answer]) -> tuple[SetupDesk, Newcomer]:
    newcomer = Newcomer(plan)
    desk = desk_of(folder, newcomer, FirstAnswers())
    desk.answers.put("machine.id", "HALL-7")
    await join_center(desk)
    return desk, newcomer


def address(text: str) -> list[tuple[str, Answer]]:
    return [("center", item("address")), ("keyboard-first_address", words(text))]


@pytest.mark.parametrize("text", ["http://x", "https://", "a b", "https://x:0", "x:y"])
async def test_what_is_no_address_is_said(text: str, tmp_path: Path) -> None:
    desk, newcomer = await walk(tmp_path, *address(text), ("center", act("alone")))
    assert "first_bad_address" in newcomer.said
    assert desk.answers.get("center.url") == ""


async def test_a_center_that_does_not_answer_costs_no_address(tmp_path: Path) -> None:
    desk, newcomer = await walk(
        tmp_path,
        *address("127.0.0.1:9"),
        *[("center", item("code")), ("keyboard-first_code", words("0" * 32))],
        *[("center", item("code")), ("keyboard-first_code", words(CODE))],
        *[("center", act("again")), ("center", act("later"))],
    )
    assert newcomer.said.count("first_no_center") == 1
    assert newcomer.said.count("first_not_joined") == 3
    assert desk.code == ""
    assert desk.answers.get("center.url") == "https://127.0.0.1:9"
    assert not is_enrolled(desk)
    assert CODE[:9] not in (tmp_path / "first-start.json").read_text("utf-8")


async def test_a_sticks_code_is_tried_by_itself_and_once(tmp_path: Path) -> None:
    newcomer = Newcomer([("center", act("later"))])
    desk = desk_of(tmp_path, newcomer, FirstAnswers())
    desk.answers.put("machine.id", "HALL-7")
    desk.answers.put("center.url", "https://127.0.0.1:9")
    desk.code = "no code at all"
    await join_center(desk)
    assert desk.code == ""
    assert newcomer.said.count("first_not_joined") == 1


async def test_another_machines_certificate_counts_for_nothing(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "certificate.pem").write_text("no certificate", "ascii")
    desk = desk_of(tmp_path, Newcomer([]), FirstAnswers())
    desk.answers.put("machine.id", "HALL-7")
    desk.answers.put("center.url", "https://127.0.0.1:9")
    desk.answers.tried = ["HALL-7", "https://127.0.0.1:9"]
    assert not is_enrolled(desk)


async def test_a_code_that_was_not_used_is_kept_and_the_address_stands(
    tmp_path: Path,
) -> None:
    _, newcomer = await walk(
        tmp_path,
        *address("127.0.0.1:9"),
        *[("center", item("code")), ("keyboard-first_code", words(CODE))],
        *address("127.0.0.1:19"),
        ("center", act("alone")),
    )
    typed = [page.typed for page in newcomer.seen if isinstance(page, KeyboardPage)]
    assert typed == ["", "", "https://127.0.0.1:9"]
    assert newcomer.said.count("first_not_joined") == 2
    last = newcomer.tools[-1]
    assert Word("first_code", "kept") in last.choices[1].hint
    assert last.acts[0].name == "first_again"
