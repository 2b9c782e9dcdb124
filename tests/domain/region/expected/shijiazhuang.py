"""What the documents of Shijiazhuang say."""

from typing import Any

from tests.domain.region.expected import Expected, says
from tests.domain.region.expected.looks import NO_LOSS, NO_PIN, NO_PLACES, Look

CODE, DATES = "130100", ()

ANSWERS = "石家庄市社保卡问答"
RULES: dict[str, dict[str, Any]] = {
    "hotlines": {
        "loss": ("12333",),
        "hours": says("24小时", "自助语音"),
        "person_hours": "正常工作时间",
    },
    "pin": {"kind": "社保账户密码", "initial": "123456", "initial_rule": "fixed"},
    "loss": {
        "kiosk": True,
        "without_card": True,
        "requires_changed_pin": True,
        "undo_minutes": 10,
        "channels": (
            ("自助挂失（自助语音）", "12333", "24小时", "改过初始密码的人"),
            ("人工挂失（人工电话）", "12333", "正常工作时间", "还在用初始密码的人"),
            (
                *("书面挂失（社会保障卡业务经办窗口）", "", ""),
                "本人，带有效身份证件原件",
            ),
        ),
    },
    "fees": {"first_card": 0, "replacement_note": says("工本费", "省物价部门")},
    "procedures.replacement": {"fee": says("工本费", "省物价部门")},
    "procedures.formal_loss": {
        "where": ("社会保障卡业务经办窗口",),
        "needs": ("本人有效身份证件原件",),
        "notes": says("书面挂失"),
    },
    "procedures.pin_reset": {
        "where": ("社会保障卡业务经办窗口",),
        "needs": ("社会保障卡", "本人有效身份证件"),
    },
    "procedures.application": {
        "where": ("参保单位", "参保社区"),
        "needs": says("正反两面", "没办二代身份证", "证件的复印件", "伤残证"),
        "fee": says("首次", "不收费"),
        "notes": says("这次发卡", "参保单位和社区统一办"),
    },
    "procedures.bank_activation": {"notes": says("银行设定", "12333", "改成自己的")},
    "procedures.collection": {
        "where": ("参保单位", "参保社区"),
        "notes": says("通知", "单位或社区"),
    },
}
TABLES = tuple(
    Expected("shijiazhuang", place, ANSWERS, (), rules)
    for place, rules in RULES.items()
)

ABSENT: dict[str, Look] = {
    **NO_PLACES,
    "card.pin.max_attempts": NO_PIN["card.pin.max_attempts"],
    "loss.temporary_days": NO_LOSS["loss.temporary_days"],
    "loss.covers": lambda r: r.loss.covers or r.loss.bank_note,
    "unloss": NO_LOSS["unloss"],
    "replacement.ready_days": lambda r: r.procedures["replacement"].time,
    "fees.replacement_amount": lambda r: r.fees.replacement,
}

BANKS: tuple[str, ...] = ()
