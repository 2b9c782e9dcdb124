"""What the invented documents of the example say, typed a second time."""

from typing import Any

from tests.domain.region.expected import Expected, says
from tests.domain.region.expected.looks import Look

CODE, DATES = "990300", ("2026-03",)
GUIDE = "样例市社保卡办事指南"
HALL, PAPERS = "任一社保经办网点", ("有效身份证件原件", "社保卡")

ERRANDS: dict[str, dict[str, Any]] = {
    "release": {
        **{"where": (HALL,), "needs": PAPERS, "time": "马上恢复", "fee": "不收费"},
        **{"notes": says("已经申请补卡"), "online": ("样例市人社局网站",)},
    },
    "formal_loss": {
        **{"where": (HALL,), "needs": PAPERS[:1], "notes": says("补新卡")},
    },
    "replacement": {
        **{"where": (HALL, "发卡银行网点"), "needs": PAPERS[:1]},
        **{"time": "10个工作日", "fee": "20元"},
    },
    "enabling": {
        **{"where": (HALL, "发卡银行网点"), "needs": PAPERS, "time": "当场办好"},
        **{"online": ("样例市人社局网站",)},
    },
    "pin_reset": {"where": (HALL,), "needs": PAPERS, "time": "当场办好"},
    "data_change": {
        **{"where": (HALL,), "needs": ("有效身份证件或社保卡原件",)},
        **{"notes": says("手机", "固定电话", "地址", "邮编")},
    },
    "cancel": {"where": (HALL,), "needs": PAPERS, "notes": says("先办完")},
    "application": {
        **{"where": says(HALL, "街道"), "needs": PAPERS[:1], "time": "30日内"},
        **{"fee": "不收费", "notes": says("18岁", "监护人")},
        **{"online": ("样例市人社局网站",)},
    },
    "bank_activation": {
        **{"where": ("卡上银行的任意网点",), "needs": PAPERS, "notes": says("本人去")},
    },
    "collection": {
        "where": ("城东社保经办网点（样例市城东区无此路1号）",),
        "needs": PAPERS[:1],
    },
    "bank_change": {
        **{"where": ("新选的银行网点",), "needs": PAPERS, "notes": says("6个月")},
    },
}
RULES: dict[str, dict[str, Any]] = {
    "bank_list": {},
    "office_list": {"datum": "gcj02"},
    "hotlines": {
        "consultation": "0000-5550000",
        "consultation_hours": "工作日9:00—17:00",
        "loss": ("0000-5550000", "0000-5550009"),
        "hours": "24小时",
        "person_hours": "工作日9:00—17:00",
    },
    "pin": {
        **{"kind": "社保服务密码", "max_attempts": 6, "unlock_where": (HALL,)},
        **{"unlock_needs": PAPERS, "initial_rule": "fixed", "initial": "123456"},
        **{"unlock_on_kiosk": True, "tells_progress": True},
        **{"change_note": says("外地", "新密码")},
    },
    "loss": {
        **{"kiosk": True, "without_card": True, "id_card": True},
        **{"requires_changed_pin": True, "temporary_days": 15, "undo_minutes": 10},
        **{"releases_itself": True, "covers": "social_and_bank"},
        "kind": "临时挂失",
        "bank_note": says("一起暂停", "发卡银行"),
        "channels": (
            ("电话自助", "0000-5550009", "24小时", "改过初始密码的人"),
            ("人工电话", "0000-5550000", "工作日9:00—17:00", ""),
            ("社保经办网点", "", "", "本人，带有效身份证件原件"),
        ),
        "agent": says("代办"),
        "agent_needs": says("双方", "委托书"),
        "family": says("陪同"),
    },
    "rights": {"prior_years_account": True, "enabled_card_needed": True},
    "contact": {
        "kiosk": True,
        "fields": ("mobile", "phone", "address", "postcode"),
        "proof": ("card_and_id_card", "code_to_old_number"),
        "in_use": "refuse",
    },
    "certification": {
        **{"kiosk": True, "card_alone": True, "suspended_here": True},
        "cycles": (
            *(("pension", 12), ("resident_pension", 12), ("injury", 12)),
            *(("dependants", 6), ("unemployment", 12)),
        ),
        "missed": says("停发", "补给您"),
        **{"where": (HALL,), "needs": PAPERS, "notes": says("哪个月")},
    },
    "unemployment": {
        **{"kiosk": True, "sign_in": "monthly", "first_day": 1, "last_day": 10},
        **{"missed": says("停发", "补签"), "missed_twice": says("停止失业登记")},
        **{"ends_after": 2, "where": ("样例市公共就业服务中心",)},
        **{"needs": says("社保卡", "登记表"), "online": ("样例市人社局网站",)},
        "notes": says("承诺书"),
    },
    "vacancies": {"kiosk": True, "notes": says("押金")},
    "fees": {
        **{"first_card": 0, "card": 20, "replacement": 20, "courier": 0},
        "replacement_note": says("样例省"),
        "waived": ("年费", "小额账户管理费"),
    },
    **{
        f"procedures.{name}": {"kiosk": True, **rules}
        for name, rules in ERRANDS.items()
    },
}
TABLES = tuple(
    Expected("example", place, GUIDE, DATES, rules) for place, rules in RULES.items()
)
ABSENT: dict[str, Look] = {}
BANKS = ("样例银行", "样例农商银行", "样例储蓄银行")
