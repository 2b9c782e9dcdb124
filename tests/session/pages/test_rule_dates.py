"""Guides carry the facts, are short enough to read standing, name their document."""

import re

import pytest

from kiosk.session.pages.rule_dates import as_of_line, dates_of
from kiosk.settings.texts import load_texts
from tests.domain.region.test_region_rules import NAMES, region

LONGEST = 36
"""Characters: at the default text size a line of a guide then takes two rows."""

FACTS: dict[tuple[str, str], tuple[str, ...]] = {
    ("ningbo", "functions"): (
        "电子凭证",
        "资格认证",
        "信息变更",
        "自助查询",
        "2016年11月",
        "84项",
    ),
    ("ningbo", "card_face"): ("国徽", "芯片", "社会保障号码", "发卡地区"),
    ("ningbo", "pins"): (
        "000000",
        "连续输错6次",
        "目前不用",
        "省内其他城市",
        "初始密码；",
    ),
    ("ningbo", "loss"): ("12333", "87290000", "24小时", "另外拨打", "补卡"),
    ("ningbo", "settlement"): ("省内", "先办转外地", "暂时", "2016年11月", "216家"),
    ("ningbo", "no_card_expenses"): (
        "没有按时领到",
        "先自己付钱",
        "6个月",
        "参保地",
        "不再受理",
    ),
    ("ningbo", "financial_account"): (
        "持卡人本人",
        "柜台",
        "身份证原件和社保卡",
        "设置",
    ),
    ("ningbo", "fees"): ("年费", "小额账户管理费", "短信服务费", "七家银行"),
    ("ningbo", "benefits"): (
        "5月",
        "2%",
        "近亲属或配偶",
        "7月",
        "市级统筹区2016年11月",
    ),
    ("ningbo", "moving"): ("卡不用换", "身份证件原件和社保卡"),
    ("ningbo", "old_card"): ("定点医院或药店第一次", "自动注销"),
    ("ningbo", "progress"): ("申领表后1个月内", "申领表后3个月内"),
    ("ningbo", "legal"): (
        "第二百八十条和",
        "2015年11月1日",
        "修正案（九）",
        "情节严重的也",
    ),
    ("beijing", "functions"): ("公交地铁", "养老助残", "有新规定以前", "第一、二代卡"),
    ("beijing", "enabling"): ("自助机上查权益", "寄到家的卡"),
    ("beijing", "pins"): ("最后6位", "金融密码", "医保个人账户密码", "制卡进度"),
    ("beijing", "loss"): ("96066", "15天", "马上恢复", "正式挂失"),
    ("beijing", "financial_account"): ("已经激活", "柜面", "只能到发卡银行"),
    ("beijing", "fees"): ("快递都不收费", "发卡银行的规定"),
    ("beijing", "progress"): ("30日内", "4个工作日内", "10分钟", "96066"),
    ("beijing", "agents"): ("启用", "临时挂失", "服务密码", "双方", "授权委托书"),
    ("beijing", "elders"): ("59岁6个月", "民政局养老待遇", "有效居住证", "上门"),
    ("beijing", "transport"): ("不退", "发卡银行换卡", "2天", "发售期", "市郊铁路"),
    ("beijing", "who"): ("参加", "民政", "有效身份证件", "96066"),
    ("beijing", "third_generation"): ("重新申领", "不收回", "启用后", "不能再换回"),
    ("dalian", "functions"): ("全国统一标准", "医院和药店", "养老金"),
    ("dalian", "card_face"): ("国徽", "银联标志", "银行账号"),
    ("shijiazhuang", "pins"): ("123456", "不能自助挂失", "经办窗口", "激活时必须改"),
    ("shijiazhuang", "loss"): ("12333", "24小时", "上班时间", "书面挂失"),
    ("shijiazhuang", "financial_account"): ("合作银行网点或12333", "激活"),
    ("shijiazhuang", "fees"): ("第一次办卡不收费", "省物价部门"),
    ("shijiazhuang", "wrong_data"): ("发卡的单位", "户口簿复印件", "重新做卡"),
    ("shijiazhuang", "old_card"): ("没有全面发完以前", "媒体"),
    ("shijiazhuang", "collection"): ("做好以后", "单位或社区", "通知"),
    ("shanghai", "collection"): ("通知后", "居民身份证", "委托书", "30天", "投诉"),
    ("shanghai", "fees"): ("50元", "25元", "2000年"),
}

GUIDES = [(name, guide.id) for name in NAMES for guide in region(name).guides]


@pytest.mark.parametrize(("name", "guide"), GUIDES)
def test_a_guide_carries_its_facts(name: str, guide: str) -> None:
    found = region(name).guide(guide)
    assert found is not None
    missing = [
        fact for fact in FACTS[name, guide] if fact not in "\n".join(found.lines)
    ]
    assert not missing


def test_no_expected_guide_is_missing() -> None:
    assert sorted(FACTS) == sorted(GUIDES)
    assert region("dalian").guide("pins") is None


@pytest.mark.parametrize(("name", "guide"), GUIDES)
def test_a_guide_is_short_and_dated_like_its_region(name: str, guide: str) -> None:
    found = region(name).guide(guide)
    assert found is not None
    assert found.source
    assert set(found.as_of) <= set(region(name).region.as_of)
    assert len(found.title) <= 16
    assert 1 <= len(found.lines) <= 6
    for line in found.lines:
        assert len(line) <= LONGEST, line
        assert re.search(r"[。]$", line), line
        assert not re.search(r"[,;:()!?]", line), f"half-width sign: {line}"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_how_old_a_rule_is_can_be_said(language: str) -> None:
    texts = load_texts(language)
    dated = as_of_line(texts, ("2015-05", "2016-11"))
    assert "2015-05" in dated
    assert "2016-11" in dated
    assert not re.search(r"\d", as_of_line(texts, ()))
    assert "[" not in dated + as_of_line(texts, ())
    assert dates_of(("2015-05", "2016-11")) == "2015-05、2016-11"
