"""After a report: what to do now, in the region's words, or whom to ask."""

from datetime import datetime

import pytest

from kiosk.domain.applications import ActAnswer, ActState
from kiosk.session.loss.build import done_page
from kiosk.session.loss.pages import Act, LossDonePage
from kiosk.session.loss.wording import loss_facts, next_steps
from kiosk.settings.texts import load_texts
from tests.domain.region.test_region_rules import region

TEXTS = load_texts("zh-CN")
NOON = datetime(2026, 6, 1, 12)


def done(name: str) -> LossDonePage:
    answer = ActAnswer(act="0" * 32, state=ActState.ACCEPTED)
    return done_page(region(name), NOON, Act.LOSS, "99**", answer, True)


@pytest.mark.parametrize(
    ("name", "replacement", "release"),
    [
        (
            "ningbo",
            ("到就近社保卡经办机构", "带有效身份证件原件", "5个工作日", "双方"),
            ("到就近社保卡经办机构", "有效身份证件原件、社保卡", "双方"),
        ),
        (
            "beijing",
            (
                "到发卡合作银行服务网点",
                "本人有效身份证件原件",
                "4个工作日内",
                "不收工本费",
            ),
            ("到发卡合作银行服务网点", "社会保障卡原件", "15天"),
        ),
        ("shijiazhuang", ("请打 12333", "工本费"), ("请打 12333",)),
        ("dalian", ("请打 12333",), ("请打 12333",)),
    ],
)
def test_both_ways_are_named(
    name: str, replacement: tuple[str, ...], release: tuple[str, ...]
) -> None:
    (lost, new), (found, free) = next_steps(done(name), TEXTS)
    assert (lost, found) == ("卡找不到了：补新卡", "卡找到了：解除挂失")
    assert [fact for fact in replacement if fact not in new] == []
    assert [fact for fact in release if fact not in free] == []


def test_a_page_shows_less_than_the_paper() -> None:
    page = done("ningbo")
    (_, short), _ = next_steps(page, TEXTS, most=2)
    (_, whole), _ = next_steps(page, TEXTS)
    assert whole.startswith(short)
    assert "双方" not in short


def test_a_report_without_an_end_does_not_read_as_not_valid() -> None:
    facts = dict(loss_facts(done("ningbo"), TEXTS))
    assert "挂失有效到" not in facts
    assert facts["有效时间"].startswith("资料没有写多久到期")
    assert facts["办理事项"] == "挂失社保卡（临时挂失）"
