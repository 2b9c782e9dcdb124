"""What the documents of Ningbo say, with its offices as printed in May 2015."""

from typing import Any

from tests.domain.region.expected import Expected, says
from tests.domain.region.expected.looks import NO_LOSS, Look

CODE, DATES = "330200", ("2015-05", "2016-06", "2016-11")

ANSWERS, GUIDE, PAPER = "宁波社保卡问答", "宁波社保卡指南", "宁波报纸社保卡专版"
PRINTED = {ANSWERS: "2015-05", GUIDE: "2016-06", PAPER: "2016-11"}


def ningbo(place: str, *sources: str, **rules: Any) -> Expected:
    dates = tuple(PRINTED[source] for source in sources)
    return Expected("ningbo", place, "；".join(sources), dates, rules)


TABLES = (
    ningbo(
        *("hotlines", ANSWERS),
        consultation_hours="工作日",
        loss=("12333", "87290000"),
        hours="24小时",
        person_hours=says("24小时", "87290000"),
    ),
    ningbo(
        *("pin", ANSWERS),
        kind="社保功能密码",
        max_attempts=6,
        initial="000000",
        initial_rule="fixed",
        change_note=says("省内其他城市", "初始密码", "12333"),
        unlock_where=says("我市任一"),
        unlock_needs=("有效身份证件原件", "社保卡"),
    ),
    ningbo(
        *("loss", ANSWERS, GUIDE, PAPER),
        kiosk=True,
        without_card=True,
        id_card=True,
        undo_minutes=10,
        kind="临时挂失",
        covers="social",
        bank_note=says("银行账户不会一起挂失", "发卡银行"),
        channels=(
            ("12333电话自助", "12333", "24小时", ""),
            ("人工电话", "87290000", "24小时", ""),
            ("市人社局网站“个人服务中心”", "", "", ""),
            ("微信公众号“宁波人社一卡通”", "", "", ""),
            ("微信“城市服务”", "", "", ""),
            ("就近社保卡经办机构", "", "", "确认找不回的，带身份证件"),
        ),
    ),
    ningbo("rights", ANSWERS, prior_years_account=True),
    ningbo("contact", GUIDE, fields=("mobile", "phone", "address", "postcode")),
    ningbo(
        *("fees", ANSWERS, PAPER),
        waived=says("年费", "小额账户管理费", "短信服务费", "跨行", "七家银行"),
    ),
    ningbo("bank_list", ANSWERS, PAPER),
    ningbo("office_list", ANSWERS),
    ningbo(
        *("procedures.release", ANSWERS, GUIDE, PAPER),
        where=("就近社保卡经办机构",),
        needs=("有效身份证件原件", "社保卡"),
        notes=says("特殊原因", "双方"),
        online=says("个人服务中心", "2016年11月"),
    ),
    ningbo(
        *("procedures.replacement", ANSWERS, GUIDE),
        where=("就近社保卡经办机构",),
        needs=("有效身份证件原件",),
        notes=says("5个工作日", "按规定申请零星报销", "损坏的社保卡", "就近", "双方"),
    ),
    ningbo(
        *("procedures.enabling", ANSWERS),
        where=says("定点医疗机构或定点药店"),
        notes=says("第一次刷社保卡成功", "自动注销"),
    ),
    ningbo(
        *("procedures.pin_reset", ANSWERS),
        where=says("我市任一"),
        needs=("有效身份证件原件", "社保卡"),
    ),
    ningbo(
        *("procedures.data_change", GUIDE, PAPER),
        where=("就近社保卡经办机构",),
        needs=says("有效身份证件或社保卡"),
        notes=says("手机", "固定电话", "地址", "邮编"),
        online=says("个人服务中心"),
    ),
    ningbo(
        *("procedures.application", ANSWERS, GUIDE),
        where=says("全市就近的社保卡经办机构", "街道（乡镇）", "退休人员", "由单位"),
        needs=says("身份证件原件", "复印件", "一寸彩色证件照一张"),
        time=says("申领表后", "1个月内", "3个月内"),
        notes=says("公安部门", "监护关系证明", "七家银行", "离职", "非本市户籍"),
        online=says("网上申领系统", "单位"),
    ),
    ningbo(
        *("procedures.bank_change", GUIDE),
        possible=False,
        notes=says("目前不能更换"),
    ),
    ningbo(
        *("procedures.bank_activation", ANSWERS, GUIDE, PAPER),
        where=says("卡上那家银行", "就近网点", "柜台"),
        needs=("身份证原件", "社保卡"),
        notes=says("本人", "密码"),
    ),
    ningbo("procedures.collection", ANSWERS, time=says("申领表后", "1个月", "3个月")),
)

ABSENT: dict[str, Look] = {
    "loss.temporary_days": NO_LOSS["loss.temporary_days"],
    "loss.self_service_requires_changed_pin": NO_LOSS[
        "loss.self_service_requires_changed_pin"
    ],
    "unloss.auto_after_days": lambda r: r.loss.releases_itself,
    "replacement.ready_days": lambda r: r.procedures["replacement"].time,
    "fees.first_card": lambda r: r.fees.first_card,
    "fees.replacement": lambda r: r.fees.replacement or r.fees.replacement_note,
    "replacement.fee": lambda r: r.procedures["replacement"].fee,
    "banks.hotlines": lambda r: any(bank.loss_phone for bank in r.banks),
    "loss.agent": lambda r: r.loss.agent or r.loss.agent_needs,
    "formal loss": lambda r: r.procedure("formal_loss"),
    "cancel": lambda r: r.procedure("cancel"),
}

BANKS: tuple[str, ...] = (
    *("工商银行", "建设银行", "中国银行", "农业银行"),
    *("浙江省农村信用社联合社", "邮政储蓄银行", "宁波银行"),
)

OFFICES = """
市本级 解放南路257号 12333
鄞州 鄞州区钱湖南路578号 81812345
海曙 顺德路136弄58号晶崴大厦4楼 81857802
江东 江东区兴宁路456号东方商务中心1号楼3楼 87811392
江北 环城北路西段499号(原花园宾馆) 87653593
镇海 镇海区骆驼街道金华南路55号|镇海区招宝山街道沿江西路200号 86660656|87602608
北仑 北仑区四明山路区政府行政大楼B楼5楼 86784120-4125
大榭 大榭开发区滨海南路111号_中信广场东大楼一楼西大厅 86749702
高新 宁波市高新区广贤路997号 87913805
保税 保税东区兴业大道2号保税区商务大楼1楼_行政服务中心 86822019
东钱湖 东钱湖莫枝北路369号 88366918
余姚 余姚市南雷路241弄时代大厦1号楼406室 62739101
慈溪 慈溪市北三环东路1999号2楼社保大厅 63938308
奉化 奉化市岳林东路2-4-6,县江桥东岸 88599468
宁海 宁海县北斗北路50弄8号(住房公积金一楼) 65200119
象山 象山县丹城新华路201号一楼大厅 65782965
"""
"""District, addresses, phones; `|` between two of a kind, `_` for a printed space."""
