"""What the documents of Beijing say."""

from typing import Any

from tests.domain.region.expected import Expected, says
from tests.domain.region.expected.looks import NO_LOSS, NO_PIN, NO_PLACES, Look

CODE, DATES = "110000", ()

ONLINE = ("市人力资源和社会保障局官网", "北京人社APP", "京通微信小程序")
MANUAL = "北京市第三代社保卡使用手册"
OUTLETS = "区、街两级社保卡服务网点"
OUTLETS_OF_BANKS = "合作银行服务网点"
FEE = says("不收工本费和快递费", "其他费用的，按银行的规定")


def beijing(place: str, **rules: Any) -> Expected:
    return Expected("beijing", place, MANUAL, (), rules)


TABLES = (
    beijing("hotlines", consultation="96066", loss=("96066",)),  # hotline, Q18, Q37
    beijing(  # Q17
        "pin", kind="服务密码", initial_rule="last6_of_number", tells_progress=True
    ),
    beijing(  # Q18; agents Q38
        "loss",
        kiosk=True,
        without_card=True,
        id_card=True,
        kind="临时挂失",
        temporary_days=15,
        releases_itself=True,
        covers="social_and_bank",
        bank_note=says("一起暂停", "发卡银行规定", "不受15天限制"),
        channels=(
            *((name, "", "", "") for name in (*ONLINE, OUTLETS, OUTLETS_OF_BANKS)),
            ("电话", "96066", "", ""),
        ),
        agent=says("代办", "临时挂失"),
        agent_needs=says("双方的社保卡或有效身份证件原件", "书面授权委托书"),
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
        notes=says("满15天，社保功能自动恢复", "按发卡银行的规定", "已经申请补卡"),
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
        fee=FEE,
        notes=says("区、街网点暂时不办", "建议先到人社、医保等部门"),
        online=ONLINE,
    ),
    beijing(  # Q7 to Q9, Q15, Q16, Q38
        "procedures.enabling",
        where=(OUTLETS, OUTLETS_OF_BANKS),
        notes=says("金融功能到发卡合作银行柜面", "代办", "证件原件", "书面授权委托书"),
        online=ONLINE,
    ),
    beijing(
        "procedures.pin_reset", where=(OUTLETS, OUTLETS_OF_BANKS), online=ONLINE
    ),  # Q7-9
    beijing(  # Q32
        "procedures.data_change",
        where=(OUTLETS, OUTLETS_OF_BANKS),
        notes=says("地址", "职业", "手机号码", "只能到发卡银行"),
        online=ONLINE,
    ),
    beijing(  # Q34 to Q36
        "procedures.cancel",
        where=(OUTLETS, OUTLETS_OF_BANKS),
        needs=says("社会保障卡或有效身份证件原件", "代办材料"),
        notes=says("人社、民政", "代理人", "不能只注销金融功能", "只注销社保功能的"),
    ),
    beijing(  # Q4, Q9, Q13, Q25, Q31, Q39
        "procedures.application",
        where=(OUTLETS, OUTLETS_OF_BANKS),
        needs=("本人有效身份证件",),
        time=says("申领", "30日内", "当场领卡"),
        fee=FEE,
        notes=says("邮寄", "自己领", "18岁", "上门"),
        online=(*ONLINE, "北京民生一卡通微信小程序"),
    ),
    beijing(  # Q26, Q27
        "procedures.bank_change",
        where=says("第二代卡：直接到新", "先到发卡银行注销", "新选的银行申领"),
        needs=("本人有效身份证件", "社会保障卡原件"),
        notes=says("6个月"),
    ),
    beijing(  # Q10, Q15
        "procedures.bank_activation",
        where=says("发卡合作银行", "柜面"),
        notes=says("在银行网点领的卡", "已经激活", "暂时不能办"),
    ),
    beijing(  # Q13
        "procedures.collection",
        time=says("30日内", "当场领卡"),
        notes=says("邮寄", "自己领"),
    ),
)

ABSENT: dict[str, Look] = {
    "card.pin.max_attempts": NO_PIN["card.pin.max_attempts"],
    "card.pin.unlock": lambda r: r.pin.unlock_where or r.pin.unlock_needs,
    "loss.self_service_requires_changed_pin": NO_LOSS[
        "loss.self_service_requires_changed_pin"
    ],
    "loss.kiosk_channel": lambda r: [c for c in r.loss.channels if "机" in c.name],
    "offices": NO_PLACES["offices"],
    "hotlines.hours": lambda r: r.hotlines.hours or r.hotlines.person_hours,
    "settlement.institution_count": NO_PLACES["settlement.institution_count"],
    "banks.hotlines": lambda r: any(bank.loss_phone for bank in r.banks),
}

BANKS: tuple[str, ...] = (
    *("工商银行", "农业银行", "中国银行", "建设银行", "交通银行", "北京银行"),
    *("华夏银行", "中信银行", "光大银行", "民生银行", "招商银行", "浦发银行"),
    *("北京农商银行", "邮政储蓄银行"),
)
