"""Accounts by command, and which names and passwords they may have."""

import io
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.center.database.connecting import connect
from kiosk.center.desk.audit.audit_command import audit_command
from kiosk.center.desk.entrance import operator_commands as commands
from kiosk.center.desk.entrance.operators import can_be_a_name, fit_password
from kiosk.domain.secret import Password
from kiosk.settings.texts import load_texts
from tests.center.engines import asked

EN = load_texts("en")


@pytest.mark.parametrize(
    "text", ["seven calm herons 7", "七只安静的白鹭飞过了水面上", "x9$k" * 3 + "Q"]
)
def test_fit_passwords(text: str) -> None:
    assert fit_password("li", Password(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "short",
        "password1234",
        "aaaaaaaaaaaa",
        "中中中中中中中中中中中中",
        "x" * 65,
        "lilili-lilili",
    ],
)
def test_passwords_that_are_refused(text: str) -> None:
    assert fit_password("li", Password(text)) is not None


def test_names() -> None:
    assert all(map(can_be_a_name, ("li", "wang.wei", "a-1_b", "x" * 32)))
    wrong = ("", "Li", "-li", "li\n", "x" * 33, "李", "a b", "<b>")
    assert not any(map(can_be_a_name, wrong))


def test_an_account_is_made_listed_reset_and_disabled(
    center_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def typed(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text + "\n"))

    typed("short")
    assert commands.add_operator(center_folder, "li", "admin", False, EN) == 2
    assert "at least 12" in capsys.readouterr().err
    typed("seven calm herons 7")
    assert commands.add_operator(center_folder, "li", "admin", True, EN) == 0
    told = capsys.readouterr().out
    assert "otpauth://totp/kiosk-desk%3Ali?secret=" in told
    assert "█" in told
    typed("seven calm herons 7")
    assert commands.add_operator(center_folder, "li", "viewer", False, EN) == 2
    assert commands.disable_operator(center_folder, "li", EN) == 0
    assert commands.list_operators(center_folder, EN) == 0
    assert "li  administrator  disabled" in capsys.readouterr().out
    typed("eight calm herons 8")
    assert commands.reset_operator(center_folder, "li", False, EN) == 0
    again = capsys.readouterr().out
    assert again.splitlines()[-1] not in told
    typed("eight calm herons 8")
    assert commands.reset_operator(center_folder, "wang", False, EN) == 2
    assert commands.disable_operator(center_folder, "wang", EN) == 2
    capsys.readouterr()
    assert audit_command(center_folder, True, EN) == 0
    audit = capsys.readouterr()
    assert audit.out.count("shell") == 3
    assert "whole" in audit.err
    with closing(connect(center_folder)) as db:
        kept = str(asked(db, "SELECT * FROM desk_operator"))
    assert "herons" not in kept + audit.out
