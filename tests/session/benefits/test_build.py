"""Benefits: a failed payment says why, and none is a page of its own."""

import msgspec
import pytest

from kiosk.session.benefits.build import Benefit, benefit_page
from kiosk.session.pages.record import Word
from kiosk.session.pages.values_wording import said
from kiosk.session.person.build import participation_page, person_page
from tests.domain.answers import benefits, cast, person
from tests.session.records import CHINA, TEXTS, TODAY, facts, lines, notes
from tests.whole import whole


def test_a_failed_payment_says_why_and_a_pending_one_does_not() -> None:
    page = benefit_page(benefits("liang-haibo"), Benefit.UNEMPLOYMENT, None, CHINA)
    assert notes(page) == ["pay_failed_before"]
    states = {line.values[0]: line.values[3] for line in lines(page)}
    assert states["2024-12"] == Word("pay_state", "waiting")
    assert states["2024-07"] == Word("pay_state", "failed")
    assert states["2024-08"] == Word("pay_state", "paid")
    assert said(TEXTS, facts(page)["months_left"].value) == "4 个月"


def test_a_failure_that_no_payment_followed_sends_to_the_bank() -> None:
    told = benefits("liang-haibo")
    assert told.benefits.unemployment is not None
    until = tuple(
        p for p in told.benefits.unemployment.payments if (p.month or "") <= "2024-07"
    )
    unemployment = msgspec.structs.replace(told.benefits.unemployment, payments=until)
    found = msgspec.structs.replace(told.benefits, unemployment=unemployment)
    told = msgspec.structs.replace(told, benefits=found)
    page = benefit_page(told, Benefit.UNEMPLOYMENT, None, CHINA)
    assert notes(page) == ["pay_failed_account_closed"]


@pytest.mark.parametrize("which", Benefit)
def test_no_benefit_is_a_page_of_its_own(which: Benefit) -> None:
    page = benefit_page(benefits("wu-tong"), which, None, CHINA)
    assert page.empty
    assert TEXTS.has(f"benefit__none__{which}")


def test_every_kind_of_benefit_is_named_where_there_are_several() -> None:
    page = benefit_page(benefits("huang-lili"), Benefit.MATERNITY, None, CHINA)
    kinds = {line.values[0] for line in lines(page)}
    words = {f"{kind.family}__{kind.code}" for kind in kinds if isinstance(kind, Word)}
    assert len(words) == len(kinds)
    assert all(TEXTS.has(word) for word in words)


def test_no_whole_number_leaves_the_rules() -> None:
    for key in ("wang-xiulan", "huang-lili", "li-guoqiang"):
        who = cast(key)
        pages = (
            person_page(person(key), TODAY, CHINA),
            participation_page(person(key), CHINA),
            *(benefit_page(benefits(key), which, None, CHINA) for which in Benefit),
        )
        for secret in (who.number, who.card.number, who.card.bank_account, who.mobile):
            assert all(secret not in whole(page) for page in pages)
