"""Which passwords are refused, by table; and every character has a key."""

import pytest

from kiosk.domain.secret import Password
from kiosk.screens.toolkit.keys.keyboard import CHARACTERS
from kiosk.settings.login.weak_passwords import (
    TYPEABLE,
    PasswordMistake,
    password_mistake,
)
from kiosk.settings.texts import languages, load_texts
from tests.every import every

MISTAKES = {
    "": PasswordMistake.SHORT,
    "xue-7-H": PasswordMistake.SHORT,
    "a-b3" * 20: PasswordMistake.LONG,
    "xue 7 Hua": PasswordMistake.UNTYPEABLE,
    "雪花雪花雪花雪花": PasswordMistake.UNTYPEABLE,
    "Password1!": PasswordMistake.COMMON,
    "admin123456": PasswordMistake.COMMON,
    "12345678": PasswordMistake.COMMON,
    "Woaini1314": PasswordMistake.COMMON,
    "1qaz2wsx": PasswordMistake.COMMON,
    "aaaaaaaaaa": PasswordMistake.REPEATED,
    "abababab": PasswordMistake.REPEATED,
    "hua7hua7": PasswordMistake.REPEATED,
    "qwertyuio": PasswordMistake.SEQUENCE,
    "98765432": PasswordMistake.SEQUENCE,
    "Abcdefgh1": PasswordMistake.SEQUENCE,
    "xue-4711-Hua": PasswordMistake.NUMBER,
    "yunchuanhall03!": PasswordMistake.MACHINE,
}


@pytest.mark.parametrize(("text", "mistake"), MISTAKES.items())
def test_mistakes(text: str, mistake: PasswordMistake) -> None:
    assert password_mistake(Password(text), "4711", "yunchuan-hall-03") is mistake


@pytest.mark.parametrize("text", ["xue-7-Hua", "4_wordsXY", "K9#mm2!q"])
def test_what_is_fit(text: str) -> None:
    assert password_mistake(Password(text), "4711", "hall") is None


def test_what_may_be_chosen_can_be_typed() -> None:
    assert CHARACTERS - {" "} == TYPEABLE


@pytest.mark.parametrize("mistake", PasswordMistake)
def test_each_mistake_is_one_sentence_with_its_code(mistake: PasswordMistake) -> None:
    for language in every(languages()):
        assert mistake.value in load_texts(language)(f"password__{mistake}")
