"""Lines by the rules of Chinese typesetting: tables and properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.screens.toolkit.text.breaker import (
    NOT_AT_END,
    NOT_AT_START,
    balance_lines,
    break_lines,
    is_wide,
)


def advance(character: str) -> float:
    """Return a plain width: Hanzi 2, others 1."""
    return 2.0 if is_wide(character) else 1.0


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("请插卡", 10, ["请插卡"]),
        ("请插入社保卡", 6, ["请插入", "社保卡"]),
        # A full stop never begins a line: it takes its Hanzi along.
        ("请插入社保卡。", 12, ["请插入社保", "卡。"]),
        # An opening bracket never ends one.
        ("社保卡（金融）", 8, ["社保卡", "（金融）"]),
        ("two words here", 9, ["two words", "here"]),
        ("word 社保", 6, ["word", "社保"]),
        ("养老金 2025年10月", 12, ["养老金", "2025年10月"]),
        # A number keeps its unit.
        ("还有123元", 6, ["还有", "123元"]),
        ("a\nb", 10, ["a", "b"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("字字", 1, ["字", "字"]),
    ],
)
def test_break(text: str, width: float, lines: list[str]) -> None:
    assert break_lines(text, width, advance) == lines


def test_balanced_lines_are_about_equal() -> None:
    text = "为了保护您的个人信息没有操作时会自动结束"
    assert break_lines(text, 34, advance) == [text[:17], text[17:]]
    assert balance_lines(text, 34, advance) == [text[:10], text[10:]]


def test_balanced_lines_break_where_a_reader_pauses() -> None:
    text = "网络不通，现在查不到缴费记录。您的记录没有受影响。"
    lines = ["网络不通，现在查不到缴费记录。", "您的记录没有受影响。"]
    assert balance_lines(text, 40, advance) == lines


TEXTS = st.text("社保卡金额查询，。、（）《》12345 abc.,-X元年", max_size=60)


@given(TEXTS, st.integers(8, 60))
def test_nothing_is_lost(text: str, width: int) -> None:
    for breaker in (break_lines, balance_lines):
        lines = breaker(text, width, advance)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(TEXTS, st.integers(8, 60))
def test_no_line_is_too_wide(text: str, width: int) -> None:
    for line in break_lines(text, width, advance):
        assert sum(map(advance, line)) <= width


@given(st.text("社保卡查询", min_size=3, max_size=40), st.integers(12, 40))
def test_balancing_needs_no_more_lines(text: str, width: int) -> None:
    plain = break_lines(text, width, advance)
    assert len(balance_lines(text, width, advance)) == len(plain)


@given(st.lists(st.sampled_from(["社保，", "查询。", "（卡）", "元"]), min_size=1))
def test_line_ends_follow_the_rules(parts: list[str]) -> None:
    lines = break_lines("".join(parts), 16, advance)
    assert all(line[0] not in NOT_AT_START for line in lines)
    assert all(line[-1] not in NOT_AT_END for line in lines)
