"""What a card costs, as the shipped regions' pages say it."""

import msgspec
import pytest

from kiosk.domain.region.region import Region
from kiosk.domain.region.region_rules import ProcedureName
from kiosk.session.guides.build import banks_page, procedure_page, unknown_page
from kiosk.session.guides.pages import ReadPage
from kiosk.settings.regions import load_region
from kiosk.settings.shipped import shipped_config

FEES = ("fee", "fee_yuan", "full_price_yuan", "courier_yuan", "waived")
FREE = (
    "年费",
    "小额账户管理费",
    "短信服务费",
    "市内跨行柜面手续费（七家银行，人社业务）",
)

BEIJING = "不收工本费和快递费；银行有其他费用的，按银行的规定"


def shipped(name: str) -> Region:
    return load_region(shipped_config("kiosk.toml"), name)


def fees(page: ReadPage) -> dict[str, tuple[str, ...]]:
    """Return what a page says of money."""
    return {s.heading: s.lines for s in page.sections if s.heading in FEES}


@pytest.mark.parametrize(
    ("region", "name", "said"),
    [
        ("beijing", "application", {"fee": (BEIJING,), "courier_yuan": ("0",)}),
        ("beijing", "replacement", {"fee": (BEIJING,), "courier_yuan": ("0",)}),
        ("beijing", "release", {}),
        ("ningbo", "replacement", {"waived": FREE}),
        ("shanghai", "application", {"fee": ("2000年：每张50元，首次申领半价25元",)}),
        ("shanghai", "replacement", {}),
        (
            "shijiazhuang",
            "replacement",
            {"fee": ("工本费，按省物价部门的补卡收费标准",)},
        ),
    ],
)
def test_an_errand_says_what_it_costs(
    region: str, name: ProcedureName, said: dict[str, tuple[str, ...]]
) -> None:
    assert fees(procedure_page(shipped(region), name)) == said


def test_a_table_with_two_prices_says_both() -> None:
    bare = msgspec.structs.replace(shipped("shanghai"), procedures={})
    said = {"fee_yuan": ("25",), "full_price_yuan": ("50",)}
    page = procedure_page(bare, "application")
    assert fees(page) == said
    assert page.as_of == ("2000",)


def test_banks_are_shown_with_what_they_do_not_charge() -> None:
    page = banks_page(shipped("ningbo"))
    assert fees(page) == {"waived": FREE}
    assert page.as_of == ("2015-05", "2016-11")


def test_who_has_no_rule_names_who_answers() -> None:
    page = unknown_page(shipped("ningbo"), ("bank_change",))
    assert page.sections[0].lines == (
        "宁波市人力资源和社会保障局\u300012333\u3000工作日",
    )
    assert (
        unknown_page(shipped("shijiazhuang"), ())
        .sections[0]
        .lines[0]
        .startswith("12333")
    )
