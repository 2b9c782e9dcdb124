"""What the documents say of each region, typed a second time from the facts.

Not read from the profiles: a slip in one of the two shows. A table names every rule
that is set, so a rule that is not here must be absent there.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Says:
    """Our own words in the profile; the facts that they must carry."""

    facts: tuple[str, ...]

    def found_in(self, value: object) -> bool:
        """Tell whether the words carry every fact."""
        words = value if isinstance(value, str) else "\n".join(map(str, value))  # type: ignore[call-overload]
        return bool(words) and all(fact in words for fact in self.facts)


def says(*facts: str) -> Says:
    return Says(facts)


@dataclass(frozen=True)
class Expected:
    """One table of a profile: where its rules are printed, and what they are."""

    region: str
    place: str
    source: str
    as_of: tuple[str, ...]
    rules: dict[str, Any] = field(default_factory=dict)


ONLINE = ("市人力资源和社会保障局官网", "北京人社APP", "京通微信小程序")
MANUAL = "北京市第三代社保卡使用手册"
OUTLETS = "区、街两级社保卡服务网点"
BANKS = "合作银行服务网点"


def beijing(place: str, **rules: Any) -> Expected:
    return Expected("beijing", place, MANUAL, (), rules)


BEIJING = (
    beijing("hotlines", consultation="96066", loss=("96066",)),  # hotline, Q18, Q37
    beijing("pin", kind="服务密码", initial_rule="last6_of_number"),  # Q17
    beijing(  # Q18; agents Q38
        "loss",
        kiosk=True,
        without_card=True,
        id_card=True,
        temporary_days=15,
        releases_itself=True,
        covers="social_and_bank",
        bank_note=says("一起暂停", "发卡银行规定", "不受15天限制"),
        channels=(
            *((name, "", "", "") for name in (*ONLINE, OUTLETS, BANKS)),
            ("电话", "96066", "", ""),
        ),
        agent=says("代办", "临时挂失"),
        agent_needs=says("双方", "社保卡", "有效身份证件原件", "授权委托书"),
    ),
    beijing("rights", enabled_card_needed=True),  # Q16
    beijing("contact", fields=("mobile", "address")),  # Q32
    beijing("fees", first_card=0, replacement=0, courier=0),  # Q31
    beijing("bank_list"),
    beijing(  # Q7, Q19, Q21, Q22
        "procedures.release",
        where=says("发卡合作银行服务网点", "只解除正式挂失"),
        needs=("本人有效身份证件", "社会保障卡原件"),
        time="马上恢复",
        notes=says("15天", "自动", "已经申请补卡", "线上不办理"),
    ),
    beijing(  # Q20, Q21
        "procedures.formal_loss",
        where=says("发卡合作银行服务网点", "只挂失社会保障功能"),
        needs=("本人有效身份证件原件",),
    ),
    beijing(  # Q10, Q20, Q24, Q25, Q30, Q31
        "procedures.replacement",
        where=("发卡合作银行服务网点",),
        needs=("本人有效身份证件原件",),
        time=says("4个工作日内", "不含邮寄", "10分钟"),
        fee="不收费",
        notes=says("区、街网点不办理", "姓名或身份证号"),
        online=ONLINE,
    ),
    beijing(  # Q7 to Q9, Q15, Q16, Q38
        "procedures.enabling",
        where=(OUTLETS, BANKS),
        notes=says("金融功能到发卡合作银行柜面", "代办"),
        online=ONLINE,
    ),
    beijing("procedures.pin_reset", where=(OUTLETS, BANKS), online=ONLINE),  # Q7-9
    beijing(  # Q32
        "procedures.data_change",
        where=(OUTLETS, BANKS),
        notes=says("地址", "职业", "手机号码", "只能到发卡银行"),
        online=ONLINE,
    ),
    beijing(  # Q34 to Q36
        "procedures.cancel",
        where=(OUTLETS, BANKS),
        needs=says("社会保障卡或有效身份证件原件", "代办材料"),
        notes=says("人社、民政", "代理人", "不能只注销金融功能", "6个月"),
    ),
    beijing(  # Q4, Q9, Q13, Q25, Q31, Q39
        "procedures.application",
        where=(OUTLETS, BANKS),
        needs=("本人有效身份证件",),
        time=says("申领", "30日内", "10分钟"),
        fee="不收费",
        notes=says("邮寄", "自己领", "18岁", "上门"),
        online=(*ONLINE, "北京民生一卡通微信小程序"),
    ),
    beijing(  # Q26, Q27
        "procedures.bank_change",
        where=says("第二代卡：直接到新", "先到发卡银行注销", "新选的银行申领"),
        needs=("本人有效身份证件", "社会保障卡原件"),
        notes=says("6个月"),
    ),
)

ANSWERS = "石家庄市社保卡问答"
SHIJIAZHUANG_RULES: dict[str, dict[str, Any]] = {
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
        "needs": says("正反两面", "户口页复印件", "证件的复印件", "伤残证"),
        "fee": says("首次", "不收费"),
        "notes": says("个人不能"),
    },
}
SHIJIAZHUANG = tuple(
    Expected("shijiazhuang", place, ANSWERS, (), rules)
    for place, rules in SHIJIAZHUANG_RULES.items()
)

DALIAN = (Expected("dalian", "pin", "", (), {"change_on_kiosk": False}),)

SHANGHAI = (
    Expected("shanghai", "pin", "", (), {"change_on_kiosk": False}),
    Expected(
        *("shanghai", "fees", "上海市社会保障卡收费规定（2000年，据英文回译）"),
        *(("2000",), {"card": 50, "first_card": 25}),
    ),
    Expected(
        *("shanghai", "procedures.application"),
        *("上海市社会保障卡申领规定（2000年，据英文回译）", ("2000",)),
        {
            "where": says("服务站", "电话预约"),
            "needs": says("居民身份证", "户口簿或户籍证明", "申领登记表"),
            "fee": says("50元", "25元"),
            "notes": says("公民身份号码和姓名", "停办", "派出所", "户籍登记"),
        },
    ),
)
