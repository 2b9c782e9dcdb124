"""Settings: every mistake is one sentence with file, place and what is allowed."""

from pathlib import Path

import pytest

from kiosk.config import ConfigError, load_config

GOOD = '[machine]\nid = "K1"\nregion = "ningbo"\n'

MISTAKES = [
    (
        GOOD + "[panel]\nwidht_px = 3\n",
        r"panel\.widht_px: there is no such key; allowed",
    ),
    ("[machin]\n", r": machin: there is no such key; allowed here: machine, panel"),
    ('[machine]\nid = "K 1"\nregion = "ningbo"\n', r"machine\.id: .*regex"),
    ('[machine]\nid = "K1"\n', r"machine: .*`region`"),
    (GOOD + '[panel]\nwidth_px = "wide"\n', r"panel\.width_px: Expected `int`"),
    (GOOD + "[times]\nidle = 0\n", r"times\.idle: .*> 0"),
    (GOOD + '[center]\nurl = "http://plain"\n', r"center\.url: "),
    (GOOD.replace("ningbo", "atlantis"), r"machine\.region: .*'atlantis'.*ningbo"),
    (GOOD + '[printer]\nprofile = "nobody"\n', r"printer\.profile: .*generic-80mm"),
    (GOOD + "[storage]\nkeep_days = 1\n", r"storage\.keep_days: .*180"),
    (GOOD + '[idcard]\nkind = "virtual"\n', r"idcard\.kind: .*demo"),
    ("not toml", r"is not TOML"),
    (
        '[machine]\nid = "K1"\nregion = "ningbo"\nmode = "demo"\n'
        '[printer]\nport = "/dev/ttyS0"\n',
        r"demo\.surroundings",
    ),
]


@pytest.mark.parametrize(("text", "sentence"), MISTAKES)
def test_each_mistake_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=sentence) as caught:
        load_config(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        load_config(tmp_path / "nothing.toml")


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
    with pytest.raises(ConfigError, match=r"reader\.name"):
        load_config(path)
    named = '[reader]\nname = "A"\n[keys]\npsam = "SAM"\n'
    path.write_text(head + named, "utf-8")
    assert load_config(path).keys.levels == ("province", "region", "card")
