"""`kiosk center order` and `orders`, as an operator types them."""

import time
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import transaction
from kiosk.center.fleet.orders import order_of
from kiosk.center.identity.registry import change_key
from kiosk.machine.shell.cli import main
from tests.center.engines import engines

pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def folder(tmp_path: Path) -> str:
    assert engines.present == "sqlite"
    with closing(connect(tmp_path)) as db, transaction(db):
        change_key(db, "hall-1", b"1" * 32, time.time())
    return str(tmp_path)


def test_an_order_is_given_and_listed(
    folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--by", "李工", "--folder", folder, "--language", "en"]
    told = ["center", "order", "hall-1", "message", "--text", "停电", "--minutes", "30"]
    assert main([*told, *where]) == 0
    assert capsys.readouterr().out.startswith("hall-1: order 1 is written down")
    assert main(["center", "orders", "--folder", folder, "--language", "en"]) == 1
    line = capsys.readouterr().out
    assert line.startswith("hall-1 1 message 李工 ")
    assert line.endswith(" waits\n")
    with closing(connect(Path(folder))) as db:
        row = order_of(db, "hall-1", 1)
        assert row is not None
        assert 1700 < row["expires"] - row["made"] <= 1800
    assert main(["center", "orders", "hall-2", "--folder", folder]) == 0


@pytest.mark.parametrize(
    ("kiosk", "act", "more", "why"),
    [
        ("hall-9", "restart", [], "没有名为 hall-9 的在用终端"),
        ("hall-1", "message", ["--text", "停电"], "--minutes"),
        ("hall-1", "restart", ["--text", "停电"], "120"),
        ("hall-1", "stop", ["--text", "停" * 121], "120"),
    ],
)
def test_what_cannot_be_given_is_said(
    folder: str,
    kiosk: str,
    act: str,
    more: list[str],
    why: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    where = ["--by", "li", "--folder", folder, "--language", "zh-CN"]
    assert main(["center", "order", kiosk, act, *more, *where]) == 2
    assert why in capsys.readouterr().err
