"""One line of words for an event: for a screen, a shell, and the center's."""

import re
from pathlib import Path

import pytest

from kiosk.settings.texts import load_texts, own_entries
from kiosk.sync.wire.events.event_registry import EVENTS
from kiosk.sync.wire.events.event_words import SHORT, event_said, moment_of
from tests.every import every

KIOSK = Path(__file__).resolve().parents[4] / "kiosk"
LANGUAGES = ("zh-CN", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_act_and_test_has_a_name(language: str) -> None:
    words = own_entries(language)
    code = "".join(path.read_text("utf-8") for path in KIOSK.rglob("*.py"))
    wanted = [f"event__{kind}" for kind in EVENTS]
    wanted += [f"event_short__{kind}" for kind in SHORT]
    acts = re.findall(r'\bacted\(\s*"([a-z_]+)"', code)
    acts += re.findall(r'"(account_(?:add|password|remove)|settings_kept)"', code)
    tests = re.findall(r'\btested\(\s*"([a-z_]+)"', code)
    wanted += [f"act__{name}" for name in every(acts)]
    wanted += [f"test__{name}" for name in every(tests)]
    assert [key for key in wanted if key not in words] == []


@pytest.mark.parametrize(
    ("kind", "payload", "said"),
    [
        (
            "maintenance.act",
            {"who": "T01", "act": "probe", "subject": "", "done": False},
            "操作 · T01 · 探查 · 没有做成",
        ),
        (
            "maintenance.act",
            {"who": "T01", "act": "setting_changed", "subject": "voice.volume"},
            "操作 · T01 · 更改设置 · 音量",
        ),
        (
            "maintenance.act",
            {"who": "T01", "act": "settings_undone", "subject": "log.level: restart"},
            "操作 · T01 · 撤销设置更改 · log.level: restart",
        ),
        (
            "maintenance.test",
            {"who": "T01", "test": "printer", "outcome": "failed", "fault": "P99"},
            "自检 · T01 · 打印测试页 · 未通过 · P99 · P99__title",
        ),
        (
            "part.fault",
            {"part": "printer", "fault": None, "began": False},
            "部件 · 打印机 · 已恢复",
        ),
        (
            "edition.refused",
            {"kind": "region", "number": 480680, "why": "restart"},
            "中心下发的一个版本没有采用 · 地区设定 · 480680 · restart",
        ),
        (
            "order.ended",
            {"number": 7, "act": "stop", "by": "li", "end": "done", "why": ""},
            "中心的一条指令已结束 · 停止服务 · 7 · 已执行",
        ),
        (
            "print.done",
            {"kind": "person", "state": "confirmed", "number": "N-1"},
            "打印 · 个人与卡片信息 · 已确认 · N-1",
        ),
        ("visit.begin", {"card": "330299D1"}, "插入了卡，或有人开始无卡办理"),
        ("newer\x1b[2J", {"who": "330299D1"}, "newer[2J"),
    ],
)
def test_a_line_says_what_happened_and_names_nobody(
    kind: str, payload: dict[str, object], said: str
) -> None:
    assert event_said(load_texts(), kind, payload) == said


def test_a_time_that_cannot_be_is_no_crash() -> None:
    assert moment_of(10**18, None).year == 1
