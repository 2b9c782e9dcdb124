"""A first start step by step: back, wrong answers, a cut, and the end."""

from collections import Counter
from pathlib import Path

import pytest

from kiosk.domain.message import Message
from kiosk.domain.mistake import Mistake
from kiosk.machine.running_kiosk import open_store
from kiosk.session.first_start import first_flow
from kiosk.session.first_start.account_step import accounts_of, make_account
from kiosk.session.first_start.confirm_step import confirm, record
from kiosk.session.first_start.first_answers import (
    FirstAnswers,
    Settings,
    keep_answers,
    read_answers,
)
from kiosk.session.first_start.first_flow import first_start
from kiosk.session.first_start.place_steps import ask_machine
from kiosk.session.first_start.screen_steps import ask_reach, measure_panel
from kiosk.session.first_start.setup_desk import SetupDesk, WentBack
from kiosk.session.pages.everywhere import BusyPage
from kiosk.session.pages.page import Answer
from kiosk.session.staff.people import StaffRole
from kiosk.settings.loading import plain_config
from kiosk.sync.clock.clock import SystemClock
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal.journal import Journal
from tests.session.first_start.newcomer import (
    BACK,
    Newcomer,
    act,
    desk_of,
    item,
    parts_of,
    words,
)

GOOD = "huanying-24"
ANSWERED: Settings = {
    "machine": {"id": "HALL-7", "region": "ningbo"},
    "panel": {"width_mm": 268.0, "height_mm": 476.0},
    "reader": {"name": ""},
    "printer": {"port": ""},
    "center": {"url": ""},
}


async def test_the_bar_makes_the_panels_size(tmp_path: Path) -> None:
    plan = [
        ("panel", item("ruler")),
        *[("bar", act("much_longer"))] * 2,
        ("bar", act("shorter")),
        ("bar", act("fits")),
        ("ruled", act("right")),
    ]
    newcomer = Newcomer(plan)
    desk = desk_of(tmp_path, newcomer)
    await measure_panel(desk)
    panel = desk.config.panel
    bar = [page.bar for page in newcomer.tools if page.bar][-1]
    assert panel.width_mm == pytest.approx(1080 * 100 / bar, abs=0.1)
    assert panel.height_mm == pytest.approx(1920 * 100 / bar, abs=0.1)
    assert newcomer.sizes == [(panel.width_mm, panel.height_mm)]


async def test_a_wrong_size_is_measured_again(tmp_path: Path) -> None:
    plan = [
        *[("panel", item("bank_card"))] * 2,
        *[("bar", act("fits"))] * 2,
        ("ruled", act("wrong")),
        ("ruled", act("right")),
    ]
    newcomer = Newcomer(plan)
    await measure_panel(desk_of(tmp_path, newcomer))
    assert newcomer.pages.count("bar") == 2


async def test_the_slot_is_where_it_was_said_to_be(tmp_path: Path) -> None:
    newcomer = Newcomer([("reach", item("left")), ("slot_place", item("last"))])
    desk = desk_of(tmp_path, newcomer)
    await ask_reach(desk)
    assert (desk.config.panel.slot_side, desk.config.panel.slot_place) == ("left", 0.8)


async def test_a_number_that_is_none_is_said_and_asked_again(tmp_path: Path) -> None:
    plan = [
        *[("machine", item("id"))] * 2,
        ("keyboard-first_id", words("HALL 7")),
        ("keyboard-first_id", words("HALL-7")),
        ("machine", act("next")),
    ]
    newcomer = Newcomer(plan)
    desk = desk_of(tmp_path, newcomer)
    await ask_machine(desk)
    assert "first_bad_id" in newcomer.said
    assert desk.answers.get("machine.id") == "HALL-7"


def _typed(number: str, password: str, again: str) -> list[tuple[str, Answer]]:
    return [
        ("account", act("account")),
        ("keyboard-first_number", words(number)),
        ("keyboard-first_password", words(password)),
        ("keyboard-first_again", words(again)),
    ]


async def test_the_first_account_can_do_all_and_its_secret_is_shown_once(
    tmp_path: Path,
) -> None:
    plan = [
        ("account", act("account")),
        ("keyboard-first_number", words("12ab")),
        ("account", act("account")),
        ("keyboard-first_number", words("1001")),
        ("keyboard-first_password", words("password1")),
        *_typed("1001", GOOD, GOOD + "x"),
        *_typed("1001", GOOD, GOOD),
        ("secret", act("noted")),
        *_typed("1002", GOOD, GOOD),
        ("secret", act("try_code")),
        ("keyboard-first_app_code", words("000000")),
        ("secret", act("noted")),
        ("account", act("next")),
    ]
    newcomer = Newcomer(plan)
    desk = desk_of(tmp_path, newcomer, FirstAnswers(settings=dict(ANSWERED)))
    await make_account(desk)
    desk.keep()
    desk.close()
    wrong = {"bad_number", "bad_password", "passwords_differ", "app_wrong"}
    assert {f"first_{name}" for name in wrong} <= set(newcomer.said)
    codes = [page.code for page in newcomer.tools if page.code]
    assert len(set(codes)) == 2
    assert GOOD not in (tmp_path / "first-start.json").read_text("utf-8")


async def test_nothing_is_written_before_the_check_is_content(tmp_path: Path) -> None:
    wrong = [Mistake("machine.region", Message("mistake__not_here"))]
    newcomer = Newcomer([("summary", act("write")), ("summary", BACK)])
    parts = parts_of(tmp_path, newcomer, wrong)
    desk = SetupDesk(parts, FirstAnswers(settings=dict(ANSWERED)))
    with pytest.raises(Exception, match="summary"):
        await confirm(desk)
    desk.close()
    assert "first_stick_mistake" in newcomer.said
    assert not parts.path.exists()


async def test_the_last_step_writes_all_and_leaves_what_is_to_be_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_flow, "DONE_S", 0.01)
    plan = [
        *_typed("1001", GOOD, GOOD),
        ("secret", act("noted")),
        ("account", act("next")),
        ("proof", act("unproved")),
        ("summary", BACK),
        ("proof", act("unproved")),
        ("summary", act("write")),
    ]
    newcomer = Newcomer(plan)
    answers = FirstAnswers(step="account", settings=dict(ANSWERED))
    keep_answers(tmp_path, answers)
    parts = parts_of(tmp_path, newcomer)
    await first_start(parts)
    config = plain_config(parts.path)
    assert (config.machine.id, config.panel.width_mm) == ("HALL-7", 268.0)
    assert read_answers(tmp_path).done
    assert parts.path.stat().st_mode & 0o077 == 0
    assert "first_goes_on" in newcomer.said
    assert newcomer.seen[-1] == BusyPage("busy__first_done")


async def test_what_was_confirmed_before_a_cut_is_written_without_a_question(
    tmp_path: Path,
) -> None:
    answers = FirstAnswers(step="summary", settings=dict(ANSWERED), done=True)
    keep_answers(tmp_path, answers)
    newcomer = Newcomer([])
    parts = parts_of(tmp_path, newcomer)
    await first_start(parts)
    assert plain_config(parts.path).machine.id == "HALL-7"
    assert newcomer.pages == []


async def test_a_failed_writing_binds_the_machine_to_no_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = parts_of(
        tmp_path,
        newcomer := Newcomer(
            [
                *_typed("1001", GOOD, GOOD),
                *[("secret", act("noted")), ("account", act("next"))],
                *[("summary", act("write")), ("failed", BACK), ("summary", BACK)],
                *[("account", act("next")), ("summary", act("write"))],
            ]
        ),
    )

    async def mended(desk: SetupDesk) -> None:
        if parts.path.is_dir() and "failed" in newcomer.pages:
            parts.path.rmdir()
            desk.put(machine__id="OTHER-9")
            raise WentBack(desk.page("proof").called)

    monkeypatch.setattr(first_flow, "DONE_S", 0.01)
    steps = {"account": make_account, "proof": mended, "summary": confirm}
    monkeypatch.setattr(first_flow, "STEPS", steps)
    keep_answers(tmp_path, FirstAnswers(step="account", settings=dict(ANSWERED)))
    parts.path.mkdir()
    await first_start(parts)
    config = plain_config(parts.path)
    assert config.machine.id == "OTHER-9"
    answers, store = read_answers(tmp_path), open_store(config)
    keys = DeviceKeys.load_or_create(tmp_path / "keys")
    journal = Journal(store, "OTHER-9", keys, SystemClock())
    for _ in range(2):
        record(answers, journal)
    kinds = Counter(entry.kind for entry in journal.entries())
    store.close()
    assert (kinds["maintenance.act"], kinds["maintenance.test"]) == (2, 2)


async def test_the_accounts_of_a_machine_in_service_stay(tmp_path: Path) -> None:
    newcomer = Newcomer([("account", act("account")), ("account", act("next"))])
    desk = desk_of(tmp_path, newcomer, FirstAnswers(settings=dict(ANSWERED)))
    accounts_of(desk).add("1001", StaffRole.TECHNICIAN, "hash")
    keys = DeviceKeys.load_or_create(tmp_path / "keys")
    Journal(desk.store, "HALL-7", keys, SystemClock())
    await make_account(desk)
    assert [account.number for account in accounts_of(desk).all()] == ["1001"]
    desk.close()
    assert "first_account_kept" in newcomer.said


async def test_before_the_first_answer_there_is_no_draft(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, Newcomer([]))
    desk.begin("language", "1 / 11")
    assert list(tmp_path.iterdir()) == []
    desk.put(panel__width_mm=268.0)
    desk.begin("reach", "3 / 11")
    assert read_answers(tmp_path).step == "reach"


async def test_a_step_that_fails_is_said_and_can_be_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(desk: SetupDesk) -> None:
        raise OSError(28, "No space left on device")

    ended: list[str] = []

    async def last(desk: SetupDesk) -> None:
        ended.append(desk.answers.step)
        raise KeyboardInterrupt

    steps = {"language": last, "panel": broken, "summary": last}
    monkeypatch.setattr(first_flow, "STEPS", steps)
    keep_answers(tmp_path, FirstAnswers(step="panel"))
    newcomer = Newcomer([("failed", act("again")), ("failed", BACK)])
    with pytest.raises(KeyboardInterrupt):
        await first_start(parts_of(tmp_path, newcomer))
    assert newcomer.pages == ["failed", "failed"]
    assert ended == ["language"]
