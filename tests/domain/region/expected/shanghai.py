"""What the documents of Shanghai say."""

from tests.domain.region.expected import Expected, says
from tests.domain.region.expected.looks import (
    NO_HOTLINE,
    NO_KIOSK,
    NO_LOSS,
    NO_PIN,
    NO_PLACES,
    NO_REPLACEMENT,
    Look,
)

CODE, DATES = "310000", ("2000",)

TABLES = (
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
            "needs": ("居民身份证", "户口簿或户籍证明"),
            "fee": says("50元", "25元"),
            "notes": says(
                *("公民身份号码和姓名", "到站填申领登记表", "停办", "派出所"),
                *("户籍登记", "2000年的办法和价格"),
            ),
        },
    ),
    Expected(
        *("shanghai", "procedures.collection"),
        *("上海市社会保障卡申领规定（2000年，据英文回译）", ("2000",)),
        {
            "needs": ("居民身份证",),
            "notes": says("通知以后", "委托书", "代领人身份证或社保卡", "2000年"),
        },
    ),
)

ABSENT: dict[str, Look] = {
    **NO_PIN,
    **NO_LOSS,
    **NO_PLACES,
    "hotlines": NO_HOTLINE,
    "kiosk": NO_KIOSK,
    "replacement": NO_REPLACEMENT,
    "fees.replacement": lambda r: r.fees.replacement,
}

BANKS: tuple[str, ...] = ()
