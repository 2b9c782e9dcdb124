"""A spreadsheet of vacancies: each mistake by line and column, and all or nothing."""

from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.center.applications.applicant import ActRules
from kiosk.center.database.connecting import connect
from kiosk.center.identity.authority import Authority
from kiosk.center.server.serve import act_rules
from kiosk.center.services import vacancy_lists
from kiosk.center.services.vacancy_lists import replace_vacancies
from kiosk.center.services.work_import import MOST_MISTAKES, own_heads, read_vacancies
from kiosk.center.services.work_vacancies import groups, vacancies
from kiosk.devices.virtual.people.offered_work import offered_work
from kiosk.domain.china_time import CHINA, china_date
from kiosk.domain.region.work_rules import VacancyRules
from kiosk.domain.services.work import Vacancy
from kiosk.machine.shell.cli import main
from kiosk.sync.wire.services.work_wire import (
    VacanciesRequest,
    VacancyGroup,
    VacancyGroupsRequest,
)
from tests.center.engines import asked
from tests.sync.applications.hall import REGION

TODAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, 12, 0, tzinfo=CHINA).timestamp()
HEAD = (
    "岗位,单位,人数,最低月薪,最高月薪,区县,工种,地点,学历,联系方式,有效期,来源,已核实"
)
GOOD = "保洁员,样例物业,2,3000,3600,城东,服务,中山路1号,不限,张女士 0000-5550001"
LINE = f"{GOOD},2026-12-31,样例就业中心,是"


def read(*lines: str, head: str = HEAD) -> list[tuple[int, str, str]]:
    found = read_vacancies("\n".join((head, *lines)), TODAY)
    cut = len("vacancy_mistake__")
    return [(m.line, m.column, m.what.key[cut:]) for m in found.mistakes]


def test_a_good_line_is_a_vacancy_in_any_order_of_columns() -> None:
    (one,) = read_vacancies(f"{HEAD}\n\n{LINE}\n", TODAY).vacancies
    assert one.title == "保洁员"
    assert (one.pay_low, one.pay_high, one.number) == (3000, 3600, 2)
    assert one.verified
    turned = "source,valid_until,contact,employer,title\n甲,2026-11-30,12333,乙,丙"
    (other,) = read_vacancies(turned, TODAY).vacancies
    assert (other.title, other.number, other.pay_low) == ("丙", 1, None)
    assert not other.verified


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("保洁员", "", ("title", "empty")),
        ("保洁员", "=1+1", ("title", "formula")),
        ("保洁员", "@SUM", ("title", "formula")),
        ("保洁员", "保\u202e洁", ("title", "unseen")),
        ("保洁员", "保\x07洁", ("title", "unseen")),
        ("保洁员", "保" * 31, ("title", "too_long")),
        (",2,3000", ",两,3000", ("number", "no_number")),
        (",2,3000", ",0,3000", ("number", "no_number")),
        ("3000,3600", "3600,3000", ("pay_low", "pay_backwards")),
        ("3000,3600", "3000,", ("pay_low", "half_a_pay")),
        ("3000,3600", "3000,三千六", ("pay_high", "no_number")),
        ("0000-5550001", "0000转55", ("contact", "no_phone")),
        ("张女士 0000-5550001", "", ("contact", "empty")),
        ("2026-12-31", "2026-11-29", ("valid_until", "past")),
        ("2026-12-31", "2027-12-31", ("valid_until", "too_far")),
        ("2026-12-31", "31/12/2026", ("valid_until", "no_date")),
        (",是", ",也许", ("verified", "no_flag")),
        (",是", ",是,多", ("", "other_length")),
    ],
)
def test_what_is_wrong_is_said_by_line_and_column(
    old: str, new: str, mistake: tuple[str, str]
) -> None:
    assert old in LINE
    assert read(LINE.replace("保洁员", "甲", 1), LINE.replace(old, new, 1)) == [
        (3, *mistake)
    ]


def test_what_is_wrong_with_the_whole_file() -> None:
    assert read(LINE, LINE) == [(3, "", "twice")]
    assert read(LINE, head=HEAD.replace("来源", "从哪")) == [(1, "source", "no_column")]
    assert read(head=f"{HEAD},岗位") == [(1, "title", "odd_column")]
    assert read('"open,') == [(0, "", "no_csv")]
    assert len(read(*["x"] * 500)) == MOST_MISTAKES
    assert read_vacancies("", TODAY).mistakes


def rules(folder: Path) -> ActRules:
    own = VacancyRules(source="甲", kiosk=True)
    return act_rules(folder, replace(REGION, vacancies=own))


def many(count: int) -> list[Vacancy]:
    (one,) = read_vacancies(f"{HEAD}\n{LINE}", TODAY).vacancies
    kinds = ("服务", "生产")
    return [
        replace(
            one,
            serial=n,
            kind=kinds[n % 2],
            valid_until=TODAY - timedelta(1) if n % 10 == 0 else TODAY,
        )
        for n in range(1, count + 1)
    ]


def test_a_list_is_given_in_pages_without_what_is_over(center_folder: Path) -> None:
    own = rules(center_folder)
    with closing(connect(center_folder)) as db:
        assert vacancies(db, own, "k", VacanciesRequest(), NOW).vacancies == ()
        replace_vacancies(db, many(1200), NOW)
        told = groups(db, own, "k", VacancyGroupsRequest(), NOW)
        assert told.open == 1080
        assert told.kinds == (VacancyGroup("生产", 600), VacancyGroup("服务", 480))
        seen, after, more = [], 0, True
        while more:
            request = VacanciesRequest(after=after, kind="服务")
            page = vacancies(db, own, "k", request, NOW)
            assert len(page.vacancies) <= 20
            seen += [each.serial for each in page.vacancies]
            after, more = seen[-1], page.more
        assert seen == [n for n in range(2, 1201, 2) if n % 10]
        replace_vacancies(db, many(3), NOW + 1)
        assert [row["list"] for row in asked(db, "SELECT * FROM vacancy_list")] == [2]
        assert len(asked(db, "SELECT * FROM vacancy")) == 3
        closed = act_rules(center_folder, REGION)
        assert not vacancies(db, closed, "k", VacanciesRequest(), NOW).vacancies


def test_until_the_new_list_is_whole_the_old_one_is_given(
    center_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, asked_for = rules(center_folder), VacanciesRequest()
    with closing(connect(center_folder)) as db:
        replace_vacancies(db, many(2), NOW)

        def cut(*_: object) -> None:
            monkeypatch.undo()
            raise InterruptedError

        monkeypatch.setattr(vacancy_lists, "_row", cut)
        with pytest.raises(InterruptedError):
            replace_vacancies(db, many(9), NOW)
        assert len(vacancies(db, own, "k", asked_for, NOW).vacancies) == 2
        replace_vacancies(db, many(5), NOW)
        assert len(vacancies(db, own, "k", asked_for, NOW).vacancies) == 5
        assert len(asked(db, "SELECT * FROM vacancy_list")) == 1


def test_the_command_says_where_and_changes_nothing(
    center_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, today = tmp_path / "招聘.csv", china_date(datetime.now(CHINA).timestamp())
    # A midnight may lie between this line and the command.
    good = LINE.replace("2026-12-31", (today + timedelta(days=1)).isoformat())
    base = ["center", "vacancies", str(file), "--folder", str(center_folder)]
    Authority.load_or_create(center_folder)
    file.write_bytes(f"{HEAD}\n{good}".encode("gb18030"))
    assert main([*base, "--check", "--language", "en"]) == 0
    assert "1 vacancies, no mistake" in capsys.readouterr().out
    assert main([*base, "--language", "zh-CN"]) == 0
    assert "已导入 1 条" in capsys.readouterr().out
    file.write_text(f"{HEAD}\n{good.replace('3000', '9000')}", "utf-8")
    assert main([*base, "--language", "zh-CN"]) == 1
    told = capsys.readouterr().err
    assert "招聘.csv，第 2 行，最低月薪：最低月薪高于最高月薪" in told
    assert "什么都没有改" in told
    with closing(connect(center_folder)) as db:
        (row,) = asked(db, "SELECT * FROM vacancy")
    assert row["pay_low"] == 3000
    file.write_text(f"{HEAD}\n", "utf-8")
    assert main([*base, "--language", "zh-CN"]) == 1
    assert "请加 --empty" in capsys.readouterr().err
    assert main([*base, "--empty"]) == 0
    with closing(connect(center_folder)) as db:
        assert not asked(db, "SELECT * FROM vacancy")
    capsys.readouterr()
    assert main([*base[:2], str(tmp_path / "none.csv"), *base[3:]]) == 2
    assert "none.csv" in (told := capsys.readouterr().err)
    assert "vacancies__" not in told


def test_a_line_tells_all_its_mistakes_and_a_number_may_be_from_abroad() -> None:
    bad = LINE.replace("3000", "9000").replace("2026-12-31", "soon")
    found = read_vacancies(f"{HEAD}\n{bad}", TODAY).mistakes
    assert sorted(m.column for m in found) == ["pay_low", "valid_until"]
    heads = own_heads("岗位,单位\n")
    assert (heads["title"], heads["contact"]) == ("岗位", "联系方式 (contact)")
    cells = LINE.split(",")
    cells[HEAD.split(",").index("联系方式")] = "+86 574 55500001"
    assert not read_vacancies(f"{HEAD}\n{','.join(cells)}", TODAY).mistakes


def test_the_demos_own_list_has_some_that_are_over_and_one_unverified() -> None:
    found = offered_work(TODAY)
    assert len(found) == 40
    assert sum(one.valid_until < TODAY for one in found) == 3
    assert [one.verified for one in found].count(False) == 1
