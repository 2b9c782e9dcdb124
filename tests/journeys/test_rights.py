"""A person's own rights through the whole program, from the real center's records."""

import pytest

from tests.journeys.test_visit import enter, leave
from tests.rig import Kiosk, Stage

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("stage")]
WAYS = "招聘信息：怎么看？"
DISTRICTS = "您想在哪里工作？"
FOUND = "招聘信息"


def test_treatments_with_a_cancelled_one_and_its_paper(
    kiosk: Kiosk, stage: Stage
) -> None:
    before = stage.receipts()
    walk = kiosk.start()
    enter(stage, walk, "zhou-yuzhen")
    walk.choose("health", "visits")
    page = walk.until("visits")
    items = [b for b in page["buttons"] if b["name"].startswith("item-")]
    assert items
    walk.tap(items[0]["name"])
    page = walk.until("visit")
    assert "统筹基金" in page["texts"]
    walk.print_paper()
    walk.tap("ok")
    walk.until("visit")
    walk.tap("back")
    walk.until("visits")
    walk.tap("filter")
    walk.until("menu")
    walk.tap("service-kind_inpatient")
    page = walk.until("visits")
    assert "住院" in page["title"]
    leave(stage, walk)
    assert stage.receipts() == before + 1


def test_a_statement_that_contradicts_itself_says_so(
    kiosk: Kiosk, stage: Stage
) -> None:
    walk = kiosk.start()
    enter(stage, walk, "gao-xinyu")
    walk.tap("service-statements")
    page = walk.until("pension_account")
    assert any("对不上" in text for text in page["texts"]), page["texts"]
    walk.tap("item-2024")
    page = walk.until("statement")
    assert any("不相等" in text for text in page["texts"]), page["texts"]
    walk.tap("year-2023")
    page = walk.until("statement", title="2023年度对账单")
    assert not any("不相等" in text for text in page["texts"]), page["texts"]
    leave(stage, walk)


def test_somebody_without_any_record_meets_no_error(kiosk: Kiosk, stage: Stage) -> None:
    walk = kiosk.start()
    enter(stage, walk, "wu-tong")
    for path, name in (
        (("statements",), "pension_account"),
        (("entitlements", "benefits", "benefit_injury"), "benefit"),
        (("contributions", "rights_statement"), "rights_statement"),
    ):
        walk.choose(*path)
        page = walk.until(name)
        assert page["title"].startswith("没有")
        assert "print" not in {b["name"] for b in page["buttons"]}
        for _ in path:
            walk.tap("back")
        walk.until("home")
    leave(stage, walk)


def test_a_pension_is_certified_before_the_camera(kiosk: Kiosk, stage: Stage) -> None:
    """One look that fails, one that passes, the slip; afterwards it is done already."""
    before = stage.receipts()
    walk = kiosk.start()
    enter(stage, walk, "zhou-yuzhen")
    walk.choose("card_services", "certify")
    page = walk.until("certification")
    assert any("现在就能办" in text for text in page["texts"]), page["texts"]
    stage.ask(do="camera", verdict="unsure")
    walk.tap("certify")
    walk.until("face", title="没看清楚")
    stage.ask(do="camera", verdict="passed")
    walk.tap("retry")
    page = walk.until("certified", title="认证办好了")
    walk.print_paper()
    walk.tap("ok")
    walk.until("certified")
    walk.tap("back")
    page = walk.until("certification")
    assert "certify" not in {b["name"] for b in page["buttons"]}
    assert any("不用再办" in text for text in page["texts"]), page["texts"]
    leave(stage, walk)
    assert stage.receipts() == before + 1


def test_a_registration_is_signed_in_to_once_in_its_month(
    kiosk: Kiosk, stage: Stage
) -> None:
    """The missed month is said, one touch signs in, the slip, then nothing to do."""
    before = stage.receipts()
    walk = kiosk.start()
    enter(stage, walk, "zhao-genfu")
    walk.choose("card_services", "unemployed")
    page = walk.until("unemployed")
    assert any("没有签到" in text for text in page["texts"]), page["texts"]
    walk.tap("sign_in")
    walk.until("act_done")
    walk.print_paper()
    walk.tap("ok")
    walk.until("act_done")
    walk.tap("back")
    page = walk.until("unemployed")
    assert "sign_in" not in {b["name"] for b in page["buttons"]}
    leave(stage, walk)
    assert stage.receipts() == before + 1


def test_vacancies_are_looked_at_without_a_card(kiosk: Kiosk, stage: Stage) -> None:
    before = stage.receipts()
    walk = kiosk.start()
    walk.until("attract")
    walk.tap("service-vacancies")
    walk.until("list", title=WAYS)
    walk.tap("item-by_district")
    walk.until("list", title=DISTRICTS)
    walk.tap("item-0")
    page = walk.until("list", title=FOUND)
    items = [b["name"] for b in page["buttons"] if b["name"].startswith("item-")]
    assert items
    walk.tap(items[0])
    page = walk.until("read")
    assert not any("__" in text for text in page["texts"]), page["texts"]
    walk.print_paper()
    walk.tap("ok")
    walk.until("read")
    for title in (FOUND, DISTRICTS, WAYS):
        walk.tap("back")
        walk.until("list", title=title)
    walk.tap("back")
    walk.until("attract")
    assert stage.receipts() == before + 1
