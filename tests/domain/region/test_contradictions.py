"""A mistake in a region's file is one sentence with file, place and what to do."""

import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.region.contradictions import PHONE, contradictions
from kiosk.domain.region.region import Region
from kiosk.domain.region.region_rules import LossRules, PinRules
from kiosk.machine.shell.cli import main
from kiosk.settings.regions import load_region, region_mistakes
from kiosk.settings.toml_file import SettingsMistake
from tests.domain.region.test_region_rules import region, text
from tests.wording import english

NO_SOURCE = r"is set, but {}\.source is empty; name the document"

FIXED_INITIAL = """initial_rule = "fixed"     # or "last6_of_number"; left out: unknown
initial = "123456" """

DEGREES = re.findall(r"latitude.*\nlongitude = 110.0010", text("template"))[0]

MISTAKES = [
    (
        'benefit = "pension"',
        'benefit = "pensoin"',
        r"cycles\[0\]\.benefit: must be one of 'pension', 'resident_pension', 'injury'",
    ),
    (
        'errand = "replacement"',
        'errand = "loss"',
        r"loss\.agent: is said once more by \[\[agents\]\]",
    ),
    ('id = "template"', 'id = "x"', r"region\.id: must be 'template'"),
    ('code = "990100"', 'code = "9901"', r"region\.code: must be six digits"),
    ("[rights]", "[right]", r"right: there is no such key; .*rights"),
    (
        "person_hours =",
        "manual =",
        r"hotlines\.manual: there .*; allowed.*person_hours",
    ),
    ("[procedures.cancel]", "[procedures.destroy]", r"procedures\.destroy: .*cancel"),
    ('time = "30天"', "time = 30", r"procedures\.application\.time: must be a text"),
    ('fee = "20元"', 'fees = "20元"', r"procedures\.replacement\.fees: .*: source, as"),
    (
        "temporary_days = 15",
        "temporary_days = 0",
        r"temporary_days: must be a whole number above 0",
    ),
    ("temporary_days = 15", "", r"loss\.releases_itself: .*temporary_days is missing"),
    ('name = "样例市"', 'name = " "', r"region\.name: is empty"),
    ('name = "样例市"', 'name = "样\\u202e例市"', r"region\.name: holds a character"),
    ('name = "样例市"', f'name = "{"样" * 201}"', r"region\.name: has over 200"),
    ('covers = "social_and_bank"', 'covers = "bank"', r"loss\.covers: .*'social_and_"),
    ("bank_note = ", "family_note = ", r"loss\.family_note: there is no such key"),
    (
        'bank_note = "银行功能会一起暂停，期限请问发卡银行。"',
        "",
        r"loss\.bank_note: is empty",
    ),
    ("without_card = true", "", None),
    (
        *(FIXED_INITIAL, "#"),
        r"requires_changed_pin: .*initial_rule is missing",
    ),
    ('initial = "123456"', 'initial = "12345"', r"pin\.initial: must be 6 digits"),
    ('initial_rule = "fixed"', 'initial_rule = "last6_of_number"', r"pin\.initial: is"),
    ("kiosk = true               # left out", "#", r"loss\.undo_minutes: is set, but"),
    ('"0000-5550000"]', '"o000-5550000"]', r"hotlines\.loss: 'o000-5550000' is no"),
    ('number = "12333"', 'number = "12 333"', r"loss\.channels 电话自助: '12 333'"),
    (
        'loss_phone = "0000-5551000"',
        'loss_phone = "0000-55510OO"',
        r"banks 样例银行: '0000-55510OO'",
    ),
    ('["5550002-801"]', '["5550002转801"]', r"offices 城西: '5550002转801' is no"),
    ('sign_in = "monthly"', 'sign_in = "none"', r"unemployment\.first_day: means noth"),
    ("first_day = 1 ", "# first_day ", r"unemployment\.first_day: has only a first"),
    ("last_day = 10", "last_day = 31\nfirst_day_ = 1", r"unemployment\.first_day_: "),
    ("first_day = 1 ", "first_day = 11 ", r"unemployment\.last_day: is before unem"),
    (
        "kiosk = true               # shown here with",
        "kiosk = false #",
        r"unemployment\.sign_in: is set, but unemployment\.kiosk is not true",
    ),
    ('["5550002-801"]', '[""]', r"offices 城西: '' is no telephone number"),
    ('phones = ["0000-5550001"]', 'phon = "0"', r"offices\[0\]\.phon: .*: district, a"),
    (
        'addresses = ["样例市城东区中山路1号"]',
        "addresses = []",
        r"offices 城东: has no",
    ),
    (
        'name = "样例农商银行"',
        'name = "样例银行"',
        r"banks: '样例银行' is there 2 times",
    ),
    ('id = "financial_account"', 'id = "pins"', r"guides: 'pins' is there 2 times"),
    ('id = "financial_account"', 'id = "Bank!"', r"guides\.Bank!: is no name"),
    ('title = "银行账户怎么激活"', 'title = ""', r"guides\.financial_account: needs a"),
    ('lines = ["本人带', 'lines = ["", "本人带', r"guides\.financial_account: needs a"),
    (
        'as_of = ["2024-01"]',
        'as_of = ["2024-13"]',
        r"region\.as_of: '2024-13' is no date",
    ),
    ('fields = ["mobile", ', 'fields = ["fax", ', r"contact\.fields\[0\]: .*'mobile'"),
    ('fields = ["mobile", "phone", "address", "postcode"]', "", r"contact\.fields: is"),
    (
        'benefit = "injury"',
        'benefit = "pension"',
        r"certification\.cycles: 'pension' is there 2 times",
    ),
    ('benefit = "injury"', 'benefit = "rent"', r"certification\.cycles\[2\]\.benef"),
    ("months = 6", "months = 0", r"certification\.cycles\[3\]\.months: must be a"),
    ("unlock_on_kiosk = true", "", r"procedures\.pin_reset\.kiosk: is true, but pin\."),
    (
        "first_card = 0 ",
        "first_card = -1 ",
        r"fees\.first_card: must be a whole number from 0",
    ),
    (
        "max_attempts = 6",
        "max_attempts = 0",
        r"pin\.max_attempts: must be a .* from 1 to 15",
    ),
    ("latitude = 30.0010", "", r"offices 城东: has only one of latitude"),
    ("latitude = 30.0010", "latitude = 110.001", r"offices 城东: is not in C"),
    ("latitude = 30.0010", "latitude = 181", r"\[0\]\.latitude: must be a number f"),
    (
        DEGREES,
        "latitude = 110.0010\nlongitude = 30.0010",
        r"offices 城东: has latitude and longitude the wrong way",
    ),
    ("longitude = 110.0010", "longitude = 11.001", r"offices 城东: is not in China"),
    ('datum = "gcj02"', "#", r"office_list\.datum: is empty, but offices have degrees"),
    ('datum = "gcj02"', 'datum = "bd09"', r"office_list\.datum: .*'gcj02'"),
    ("[pin]", "[pin", r"is not TOML"),
]


def contradicted(region: Region, name: str) -> list[str]:
    return [english(each.message) for each in contradictions(region, name)]


def spoilt(folder: Path, old: str, new: str) -> Path:
    """Write the template with one change."""
    good = text("template")
    assert old in good
    path = folder / "template.toml"
    path.write_text(good.replace(old, new, 1), "utf-8")
    return path


@pytest.mark.parametrize(("old", "new", "sentence"), MISTAKES)
def test_a_mistake_is_one_sentence(
    tmp_path: Path, old: str, new: str, sentence: str | None
) -> None:
    path = spoilt(tmp_path, old, new)
    found = [english(each.message) for each in region_mistakes(path)]
    if sentence is None:
        assert found == []
        return
    assert len(found) == 1, found
    assert found[0].startswith(f"{path}: ")
    assert found[0].endswith(".")
    assert re.search(sentence, found[0]), found[0]


@pytest.mark.parametrize(
    "place",
    [
        *("hotlines", "pin", "loss", "rights", "contact", "fees", "certification"),
        *(f"procedures.{name}" for name in region("template").procedures),
    ],
)
def test_a_rule_needs_a_source(tmp_path: Path, place: str) -> None:
    path = tmp_path / "template.toml"
    head, mark, rest = text("template").partition(f"[{place}]")
    assert mark
    path.write_text(head + mark + re.sub("source = .*", "", rest, count=1), "utf-8")
    found = [english(each.message) for each in region_mistakes(path)]
    assert found
    for sentence in found:
        assert re.search(NO_SOURCE.format(re.escape(place)), sentence)


@pytest.mark.parametrize("place", ["bank_list", "office_list", "guides.pins"])
def test_a_list_and_a_guide_need_a_source(place: str) -> None:
    good = region("template")
    banks, offices = type(good.bank_list)(), type(good.office_list)()
    guides = tuple(msgspec.structs.replace(g, source="") for g in good.guides[:1])
    bad = msgspec.structs.replace(
        good, bank_list=banks, office_list=offices, guides=guides
    )
    assert any(
        s.startswith(f"{place}.source: is empty") for s in contradicted(bad, "template")
    )


def test_an_errand_must_say_something(tmp_path: Path) -> None:
    path = tmp_path / "template.toml"
    path.write_text('[procedures.cancel]\nsource = "a"\n' + "[region]\n", "utf-8")
    assert "region.id: is missing; write a text" in english(
        region_mistakes(path)[0].message
    )
    head = '[region]\nid = "template"\nname = "n"\nprovince = "p"\n'
    path.write_text(head + '[procedures.cancel]\nsource = "a"\n', "utf-8")
    assert [english(each.message) for each in region_mistakes(path)] == [
        f"{path}: procedures.cancel: says nothing; write something, or leave it out."
    ]
    path.write_text(head, "utf-8")
    assert region_mistakes(path) == []


def test_a_kiosk_does_not_start_on_a_contradiction(tmp_path: Path) -> None:
    (tmp_path / "regions").mkdir()
    spoilt(tmp_path / "regions", "temporary_days = 15", "")
    with pytest.raises(SettingsMistake, match=r"loss\.releases_itself"):
        load_region(tmp_path / "kiosk.toml", "template")


def test_config_check_reads_every_own_region(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "kiosk.toml"
    settings.write_text('[machine]\nid = "K1"\nregion = "ningbo"\n', "utf-8")
    check = ["config", "check", "--config", str(settings)]
    (tmp_path / "regions").mkdir()
    spoilt(tmp_path / "regions", "code", "code")
    assert main(check) == 0
    assert "宁波市" in capsys.readouterr().out
    spoilt(tmp_path / "regions", "temporary_days = 15", "")
    (tmp_path / "regions" / "bay.toml").write_text("[region]\n", "utf-8")
    assert main(check) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    first, *_, second = shown.err.splitlines()
    assert re.search(r"^kiosk: .*bay\.toml: region\.id: is missing", first)
    assert re.search(r"^kiosk: .*template\.toml: loss\.releases_itself", second)


@given(
    st.builds(
        LossRules,
        source=st.just("a"),
        kiosk=st.sampled_from([None, False, True]),
        without_card=st.booleans(),
        id_card=st.booleans(),
        requires_changed_pin=st.booleans(),
        temporary_days=st.sampled_from([None, 7]),
        releases_itself=st.booleans(),
        undo_minutes=st.sampled_from([0, 10]),
    )
)
def test_a_loss_rule_stands_or_is_named(loss: LossRules) -> None:
    """Dalian knows no initial PIN, so no rule there can ask for a changed one."""
    dalian = msgspec.structs.replace(region("dalian"), loss=loss)
    named = {mistake.place for mistake in contradictions(dalian, "dalian")}
    wrong = {
        "loss.releases_itself": loss.releases_itself and not loss.temporary_days,
        "loss.requires_changed_pin": loss.requires_changed_pin,
        "loss.kiosk": loss.kiosk and not (loss.without_card or loss.id_card),
        "loss.undo_minutes": loss.undo_minutes and not loss.kiosk,
    }
    assert named == {place for place, found in wrong.items() if found}


@pytest.mark.parametrize(
    "number",
    ["12333", "96066", "87290000", "86784120-4125", "0571-5550000", "400-820-8820"],
)
def test_a_number_as_printed_is_taken(number: str) -> None:
    assert PHONE.fullmatch(number)


@given(st.text(alphabet="0123456789- 转x＋", max_size=14))
def test_only_digits_in_groups_are_a_number(number: str) -> None:
    digits = number.replace("-", "")
    groups = number.split("-")
    good = (
        digits.isascii()
        and digits.isdecimal()
        and len(digits) >= 5
        and len(groups) <= 3
        and 3 <= len(groups[0]) <= 12
        and all(1 <= len(group) <= 8 for group in groups[1:])
    )
    assert bool(PHONE.fullmatch(number)) == good


def test_the_end_of_a_number_has_six_characters() -> None:
    pin = PinRules(length=4, initial_rule="last6_of_number", source="x")
    beijing = msgspec.structs.replace(region("beijing"), pin=pin)
    found = contradicted(beijing, "beijing")
    assert [each for each in found if each.startswith("pin.length: must be 6")]
