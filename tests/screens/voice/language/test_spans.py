"""Which voice says what, and that espeak-ng really pronounces it as the table says."""

import re
import subprocess
from functools import lru_cache

import pytest

from kiosk.screens.voice.language.lexicon import load_lexicon
from kiosk.screens.voice.language.spans import Span, spans
from kiosk.settings.programs import program
from tests.every import every

TABLE = load_lexicon("zh-CN").say


def phonemes(lines: list[str]) -> list[str]:
    """Return what espeak-ng makes of each line, without its marks of stress."""
    options = ["--stdin", "-b", "1", "-q", "-x", "-v", "cmn-latn-pinyin"]
    command = [program("espeak-ng"), *options]
    said = subprocess.run(
        command,
        input="".join(f"{x}。\n" for x in lines),
        text=True,
        capture_output=True,
    )
    found = [re.sub(r"[',_| ]", "", line) for line in said.stdout.split("\n")]
    return [line for line in found if line]


@lru_cache
def syllables() -> dict[str, str]:
    """Return the sound of every syllable of the table, asked in one go."""
    wanted = sorted({s for said in TABLE.values() for s in said.split()})
    return dict(zip(wanted, phonemes(wanted), strict=True))


def test_latin_and_chinese_have_their_own_voices() -> None:
    assert spans("请输入 PIN，再按 OK 键", "zh-CN") == (
        Span("cmn-latn-pinyin", "请输入"),
        Span("en-us", "PIN"),
        Span("cmn-latn-pinyin", ",再按"),
        Span("en-us", "OK"),
        Span("cmn-latn-pinyin", "键"),
    )
    assert spans("Office: 宁波市 银行", "en") == (
        Span("en-us", "Office:"),
        Span("cmn-latn-pinyin", "宁波市 yin2 hang2"),
    )


def test_the_longest_word_of_the_table_wins() -> None:
    assert spans("一会儿", "zh-CN")[0].text == "yi2 hui4 r5"
    assert spans("第一次", "zh-CN")[0].text == "di4 yi1 次"
    assert spans("再试一次", "zh-CN")[0].text == "再试 yi2 ci4"


def test_english_words_are_replaced_whole() -> None:
    assert spans("hukou", "en")[0].text == "hoo koe"
    assert spans("hukous", "en")[0].text == "hukous"


def test_a_span_keeps_what_is_said_to_itself() -> None:
    assert "银行" not in repr(spans("银行", "zh-CN"))


def test_the_table_is_pinyin_a_syllable_for_a_character() -> None:
    for word, said in every(TABLE.items()):
        assert re.fullmatch(r"[a-z]+[1-5]( [a-z]+[1-5])*", said), word
        assert len(said.split()) == len(word), word


@pytest.mark.parametrize("word", ["银行", "重新", "长辈", "累计", "变更", "处方"])
def test_without_the_table_the_word_is_read_wrong(word: str) -> None:
    """The reason why the word is there: a newer espeak-ng may make it needless."""
    assert phonemes([word]) != phonemes([TABLE[word]])


def test_espeak_says_what_the_table_asks_for() -> None:
    """No entry may be read as letters, or lose a syllable."""
    assert len(syllables()) > 100
    for syllable, sound in syllables().items():
        assert "(en)" not in sound, syllable
        assert sound[-1].isdigit() or sound[-1] in "nN", (syllable, sound)
    for word, said in list(TABLE.items())[::8]:
        (sound,) = phonemes([spans(word, "zh-CN")[0].text])
        toneless = re.sub(r"\d+", "", "".join(syllables()[s] for s in said.split()))
        assert re.sub(r"\d+", "", sound) == toneless, word


def test_a_hotline_sounds_as_people_call_it() -> None:
    (span,) = spans("12333", "zh-CN")
    assert phonemes([span.text]) == phonemes(["幺二三三三"])
