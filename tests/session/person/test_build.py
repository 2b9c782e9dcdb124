"""The person, the card and the insurances."""

from datetime import date

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from kiosk.session.person.build import masked, participation_page, person_page
from tests.domain.answers import person
from tests.session.records import CHINA, TODAY, notes


@given(st.text("0123456789X", max_size=30), st.integers(1, 6), st.integers(1, 4))
def test_masking_keeps_head_and_tail_only(number: str, head: int, tail: int) -> None:
    shown_ = masked(number, head, tail)
    assert shown_ is not None
    if len(number) > head + tail:
        assert shown_.startswith(number[:head])
        assert shown_.endswith(number[-tail:])
        assert set(shown_[head:-tail]) == {"*"}
    else:
        assert set(shown_) <= {"*"}


def test_the_bank_s_part_is_hinted_at() -> None:
    assert notes(person_page(person("li-guoqiang"), TODAY, CHINA)) == ["activate_at"]
    assert notes(person_page(person("wang-xiulan"), TODAY, CHINA)) == []
    expired = person_page(person("wang-xiulan"), date(2040, 1, 1), CHINA)
    assert notes(expired) == ["card_expired"]


def test_insurances_nobody_was_in_are_named_apart() -> None:
    page = participation_page(person("zhou-yuzhen"), CHINA)
    assert page.sections[-1].name == "insured_never"
    told = person("pan-yiran")
    nobody = msgspec.structs.replace(told.person, insured=())
    bare = msgspec.structs.replace(told, person=nobody)
    assert participation_page(bare, CHINA).empty
