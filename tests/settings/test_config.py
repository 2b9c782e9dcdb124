"""Settings: every mistake is one sentence with file, place and what is allowed."""

import os
import re
import socket
import subprocess
from pathlib import Path

import pytest

from kiosk.machine import out_of_service
from kiosk.machine.shell.cli import main
from kiosk.machine.start_check import check_all
from kiosk.settings.config import KioskConfig
from kiosk.settings.loading import load_config
from kiosk.settings.shipped import shipped_config
from kiosk.settings.toml_file import SettingsMistake, decode_toml
from tests.rig import KIOSK
from tests.wording import english, sentence

GOOD = '[machine]\nid = "K1"\nregion = "ningbo"\n'

MISTAKES = [
    (
        GOOD + "[panel]\nwidht_px = 3\n",
        r"panel\.widht_px: there is no such key; allowed",
    ),
    (
        "[machin]\n",
        r": machin: there is no such key; allowed here: machine, panel.* machine: is m",
    ),
    (
        '[machine]\nid = "K 1"\nregion = "ningbo"\n',
        r"machine\.id: must be 1 to 32 letters",
    ),
    ('[machine]\nid = "K1"\n', r"machine\.region: is missing; write 1 to 32"),
    (
        GOOD + '[panel]\nwidth_px = "wide"\n',
        r"width_px: must be a whole number from 320 to 8192",
    ),
    (GOOD + "[times]\nidle = 0\n", r"times\.idle: must be a number from 15 to 3600"),
    (GOOD + '[center]\nurl = "http://plain"\n', r"center\.url: "),
    (GOOD + '[center]\nurl = "https://h:abc"\n', r"center\.url: .*https://HOST"),
    (GOOD + '[center]\nurl = "https://[::1"\n', r"center\.url: .*https://HOST"),
    (GOOD + '[center]\nurl = "https://h:84433"\n', r"center\.url: .*https://HOST"),
    (GOOD + '[center]\nurl = "https://a\\tb"\n', r"center\.url: .*https://HOST"),
    (GOOD + '[center]\nurl = "https://\\u202ea"\n', r"center\.url: .*https://HOST"),
    (
        GOOD + '[center]\nurl = "https://u:pw@h"\n',
        r"center\.url: .*no name",
    ),
    (
        GOOD + '[printer]\nport = "/etc/passwd"\n',
        r"printer\.port: .*no device",
    ),
    (GOOD + '[printer]\nport = "/dev/../etc/x"\n', r"printer\.port: .*no device"),
    (GOOD + '[printer]\nport = "/dev/fd"\n', r"printer\.port: .*no device"),
    (GOOD + '[update]\nhours = "02:00-02:00"\n', r"update\.hours: .*never"),
    (GOOD + f'place = "{"x" * 31}"\n', r"machine\.place: must be at most 30"),
    (GOOD + 'place = "a\\u202eb"\n', r"machine\.place: must be .*visible"),
    (GOOD + 'place = "a\\u0000"\n', r"machine\.place: must be .*visible"),
    (GOOD + "[panel]\nscale = 1e-9\n", r"panel\.scale: must be .*0\.1"),
    (GOOD.replace("ningbo", "atlantis"), r"machine\.region: .*'atlantis'.*ningbo"),
    (GOOD + '[printer]\nprofile = "nobody"\n', r"printer\.profile: .*generic-80mm"),
    (GOOD + "[storage]\nkeep_days = 1\n", r"storage\.keep_days: .*180"),
    (GOOD + '[idcard]\nkind = "virtual"\n', r"idcard\.kind: .*demo"),
    (GOOD + '[camera]\nkind = "virtual"\n', r"camera\.kind: .*demo"),
    ("not toml", r"is not TOML"),
    (
        '[machine]\nid = "K1"\nregion = "ningbo"\nmode = "demo"\n'
        '[printer]\nport = "/dev/ttyS0"\n',
        r"demo\.surroundings",
    ),
]


@pytest.mark.parametrize(("text", "wanted"), MISTAKES)
def test_each_mistake_is_one_sentence(tmp_path: Path, text: str, wanted: str) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsMistake, match=wanted) as caught:
        load_config(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", ["''", "'$argon2id$v=19$x'", "7"])
def test_a_setting_of_an_older_version_stops_nothing_and_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(GOOD + f"[maintenance]\npassword_hash = {value}\nidle = 60.0\n")
    assert load_config(path).maintenance.idle == 60.0
    assert main(["config", "check", "--config", str(path), "--language", "en"]) == 0
    told = capsys.readouterr().err
    assert "maintenance.password_hash: this setting acts no more" in told
    assert "argon2id" not in told
    assert len(told.splitlines()) == 1


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsMistake, match="there is no such file"):
        load_config(tmp_path / "nothing.toml")


def test_the_mark_of_windows_editor_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(GOOD, "utf-8-sig")
    assert load_config(path).machine.region == "ningbo"


def test_a_profile_beside_the_settings_wins(tmp_path: Path) -> None:
    (tmp_path / "regions").mkdir()
    (tmp_path / "regions" / "testland.toml").write_text("", "utf-8")
    path = tmp_path / "kiosk.toml"
    path.write_text(GOOD.replace("ningbo", "testland"), "utf-8")
    assert load_config(path).machine.region == "testland"


def test_a_psam_wants_the_peoples_reader_named(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    head = '[machine]\nid = "K1"\nregion = "ningbo"\n'
    path.write_text(head + '[keys]\npsam = "SAM"\n', "utf-8")
    with pytest.raises(SettingsMistake, match=r"reader\.name"):
        load_config(path)
    named = '[reader]\nname = "A"\n[keys]\npsam = "SAM"\n'
    path.write_text(head + named, "utf-8")
    assert load_config(path).keys.levels == ("province", "region", "card")


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(
        '[machine]\nid = "K 1"\nregion = "ningbo"\nplase = "x"\nnotices = ["", 3]\n'
        "[panel]\nwidth_px = 3\nheight_mm = nan\n[times]\nidle = inf\n"
        "[voice]\nheadphones = true\n",
        "utf-8",
    )
    with pytest.raises(SettingsMistake) as caught:
        load_config(path)
    said = [sentence(each) for each in caught.value.mistakes]
    assert [each.removeprefix(f"{path}: ") for each in said] == [
        "machine.plase: there is no such key; allowed here: id, mode, region, site, "
        "place, latitude, longitude, datum, state, zone, notices.",
        "machine.id: must be 1 to 32 letters, digits, - or _.",
        "machine.notices[0]: must be a text of 1 to 60 characters.",
        "machine.notices[1]: must be a text of 1 to 60 characters.",
        "panel.width_px: must be a whole number from 320 to 8192.",
        "panel.height_mm: must be a number from 50 to 2000.",
        "times.idle: must be a number from 15 to 3600.",
        "voice.headphones: must be one of 'never', 'always', 'jack'.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        (
            r'^items = "".*',
            'items = "nosuch"',
            "card.items: there is no 'nosuch'",
        ),
        (r"^pin_item = .*", 'pin_item = "DF09.EF99/nothing"', "card.pin_item: "),
        (
            r"^length = 6.*",
            "length = 0",
            "pin.length: must be a whole number from 4",
        ),
        (
            r"^length = 6.*",
            "length = 40",
            "pin.length: must be a whole number from 4",
        ),
    ],
)
def test_what_could_not_start_is_refused(
    tmp_path: Path, old: str, new: str, wanted: str
) -> None:
    text = (shipped_config("regions", "template.toml")).read_text("utf-8")
    spoilt = re.sub(old, new, text.replace('"template"', '"own"'), flags=re.MULTILINE)
    assert new in spoilt
    (tmp_path / "regions").mkdir()
    (tmp_path / "regions" / "own.toml").write_text(spoilt, "utf-8")
    path = tmp_path / "kiosk.toml"
    path.write_text(GOOD.replace("ningbo", "own"), "utf-8")
    _, found = check_all(path)
    said = [english(each.message) for each in found]
    assert [wanted in each for each in said if "own.toml" in each].count(True) == 1


@pytest.mark.real
def test_a_machine_with_a_mistake_shows_it_until_it_is_mended(tmp_path: Path) -> None:
    """The panel is out of service with a code; the log has each mistake."""
    path = tmp_path / "kiosk.toml"
    wrong = GOOD + 'nonsense = 1\nplace = 3\nstate = "STATE"\n'
    path.write_text(wrong.replace("STATE", str(tmp_path / "state")), "utf-8")
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.bind(str(tmp_path / "notify"))
    manager.settimeout(30)
    more = {"SDL_VIDEODRIVER": "dummy", "NOTIFY_SOCKET": str(tmp_path / "notify")}
    with manager:
        kiosk = subprocess.Popen(
            [*KIOSK, "run", "--config", str(path)],
            env={**os.environ, **more},
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            while b"out of service" not in (word := manager.recv(100)):
                assert b"STATUS=starting" in word
        finally:
            kiosk.terminate()
        _, said = kiosk.communicate(timeout=60)
    assert kiosk.returncode == 1
    assert said.splitlines() == [
        f"kiosk: {path}: machine.nonsense: there is no such key; allowed here: id, "
        "mode, region, site, place, latitude, longitude, datum, state, zone, notices.",
        f"kiosk: {path}: machine.place: must be at most 30 letters, all of "
        "them visible.",
    ]
    assert not (tmp_path / "state").exists()


def test_the_page_goes_when_the_mistake_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    monkeypatch.setattr(out_of_service, "LOOK_AGAIN", 0.0)
    path = tmp_path / "kiosk.toml"
    path.write_text(GOOD + "nonsense = 1\n", "utf-8")
    machine = out_of_service.OutOfService(None, path)
    path.write_text(GOOD, "utf-8")
    assert machine.run() == 1


@pytest.mark.parametrize(
    "text", ["a=" + "[" * 3000 + "]" * 3000, "[machine]\nid=" + "9" * 5000]
)
def test_what_the_parser_gives_up_on_is_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsMistake, match="too long, or tables are nested"):
        decode_toml(path, KioskConfig)


@pytest.mark.parametrize(
    ("north", "east", "sentence"),
    [
        (121.5, 29.9, "has latitude and longitude the wrong way round"),
        (29.9, 0, "is not in China"),
        (48.85, 2.35, "is not in China"),
    ],
)
def test_a_machine_cannot_stand_just_anywhere(
    tmp_path: Path, north: float, east: float, sentence: str
) -> None:
    path = tmp_path / "kiosk.toml"
    head = '[machine]\nid = "K1"\nregion = "ningbo"\n'
    path.write_text(head + f"latitude = {north}\nlongitude = {east}\n", "utf-8")
    with pytest.raises(SettingsMistake, match=sentence):
        load_config(path)
