"""What is spoken for what is displayed: tables, and rules for any text at all."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.screens.voice.language.lexicon import load_lexicon
from kiosk.screens.voice.language.numerals import number
from kiosk.screens.voice.language.spans import spans
from kiosk.screens.voice.language.spoken_words import words
from kiosk.settings.texts import languages, load_texts, own_entries
from tests.every import every
from tests.screens.voice.words_table import CHINESE, ENGLISH

MANDARIN = load_lexicon("zh-CN")
VALUES = {"十": 10, "百": 100, "千": 1000}
GROUPS = {"万亿": 10**12, "亿": 10**8, "万": 10**4, "": 1}


def value_of(said: str) -> int:
    """Read Chinese numerals back, by another way than they were made."""
    total = 0
    for name, worth in GROUPS.items():
        group, found, rest = said.partition(name) if name else (said, "x", "")
        if found:
            total += worth * value_of_group(group)
            said = rest
    return total


def value_of_group(said: str) -> int:
    total, digit = 0, 0
    for char in re.sub("^十", "一十", said.replace("两", "二")):
        if char in VALUES:
            total += digit * VALUES[char]
            digit = 0
        else:
            digit = "零一二三四五六七八九".index(char)
    return total + digit


@pytest.mark.parametrize(("text", "said"), CHINESE)
def test_chinese(text: str, said: str) -> None:
    assert words(text, "zh-CN") == said


@pytest.mark.parametrize(("text", "said"), ENGLISH)
def test_english(text: str, said: str) -> None:
    assert words(text, "en") == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "零"),
        (10, "十"),
        (12, "十二"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (2002, "两千零二"),
        (10_010, "一万零一十"),
        (20_200, "两万零二百"),
        (100_000, "十万"),
        (10_0000_0001, "十亿零一"),
        (1_0001_0000, "一亿零一万"),
        (2_0000_0000, "两亿"),
    ],
)
def test_numerals(value: int, said: str) -> None:
    assert number(value, MANDARIN) == said


@given(st.integers(0, 10**16 - 1))
def test_numerals_can_be_read_back(value: int) -> None:
    said = number(value, MANDARIN)
    assert value_of(said) == value
    assert "零零" not in said
    assert not (len(said) > 1 and said.endswith("零"))


@given(st.integers(10**16, 10**30))
def test_a_number_beyond_all_names_is_spelled(value: int) -> None:
    assert len(number(value, MANDARIN)) == len(str(value))


@given(st.integers(-(10**15), 10**15))
def test_amounts_can_be_read_back(cents: int) -> None:
    sign = "-" if cents < 0 else ""
    said = words(f"{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02}", "zh-CN")
    assert said.startswith("负") == (cents < 0)
    parts = re.fullmatch(r"负?(?:(.+)元)?零?(?:(.)角)?(?:(.)分)?", said)
    assert parts is not None
    yuan, jiao, fen = (value_of(part or "零") for part in parts.groups())
    assert 100 * yuan + 10 * jiao + fen == abs(cents)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_every_day_is_spoken_whole(day: date) -> None:
    assert words(f"{day}", "en") == f"{day:%B} {day.day}, {day.year}"


@given(st.text(max_size=80))
def test_any_text_can_be_spoken_in_chinese(text: str) -> None:
    said = words(text, "zh-CN")
    assert not re.search(r"[0-9*\[\]<>\n]", said)


@given(st.text(alphabet="0123456789-.,:/年月日元%*¥ 次第XC一", max_size=24))
def test_any_mixture_of_figures_can_be_spoken(text: str) -> None:
    for language in (*languages(), "fr"):
        assert "*" not in words(text, language)
        for span in spans(text, language):
            assert span.text.strip()


@given(st.integers(0, 10**18))
def test_long_digits_are_spoken_one_by_one(value: int) -> None:
    code = f"{value:018d}"
    said = words(code, "zh-CN").replace(", ", "")
    assert said == "".join("零幺二三四五六七八九"[int(d)] for d in code)


@pytest.mark.parametrize("language", languages())
def test_every_text_of_the_kiosk_leaves_no_sign_to_read_out(language: str) -> None:
    for key, text in every(own_entries(language).items()):
        said = words(re.sub(r"\{\w+\}", "3", text), language)
        assert not re.search(r"[#*_<>\[\]{}|=+~^]", said), key


def test_a_language_without_a_table_is_spoken_plainly() -> None:
    assert load_lexicon("fr").voice == "fr"
    assert words("12333 bonjour", "fr") == "1 2 3 3 3 bonjour"


@pytest.mark.parametrize("language", languages())
def test_a_year_has_twelve_months(language: str) -> None:
    names = load_texts(language)("voice__month_names")
    assert len(re.split("[,、]", names)) == 12
