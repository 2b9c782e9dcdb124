"""Printer profiles are strict data files."""

from pathlib import Path

import pytest

from kiosk.devices.printer.printer_profile import load_printer_profile
from kiosk.settings.profiles import profile_names
from kiosk.settings.shipped import shipped_config
from kiosk.settings.toml_file import SettingsMistake


@pytest.mark.parametrize(
    "name", profile_names(shipped_config("kiosk.toml"), "printers")
)
def test_every_shipped_profile_can_be_read(name: str) -> None:
    assert load_printer_profile(shipped_config("kiosk.toml"), name).name


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('name = "x"\ncolour = 1', "colour"),
        ('name = "x"\ncolumns = 52', "columns: 52"),
        ('name = "x"\ncolumns = 47', "even"),
        ('name = "x"\n[mechanism]\ncut = "zz"', "cut"),
        ('name = "x"\n[mechanism]\ncut = "1d 56 10 04"', "obey at once"),
        ('name = "x"\n[presenter]\nretract = "10 05 01"', "retract.*obey"),
        ('name = "x"\n[presenter]\nwait = 1', "presenter.wait"),
        ('name = "x"\n[mechanism]\nspeed_mm_s = 0.001', "speed_mm_s"),
        ('name = ""', "name.*60"),
        ('name = "\\u001b[2J"', "name.*one line"),
        ('name = "x"\n[line]\nbaud = 300', "line.baud"),
        ('name = "x"\n[text]\ncharset = "utf-8"', "charset"),
        ('name = "x"\n[text]\nfirst_glyph = "fe fd"\nuser_glyphs = 3', "room for 2"),
        ('name = "x"\n[text]\nsize = "big"', "text.size"),
        ('name = "x"\n[barcode]\nnative = 1', "barcode.native"),
        ('name = "x"\n[qr]\nchooses_model = "no"', "chooses_model"),
        ('name = "x"\n[text]\nfirst_glyph = "1b 40"', "first_glyph.*two bytes"),
    ],
)
def test_a_wrong_profile_is_one_sentence(
    tmp_path: Path, text: str, sentence: str
) -> None:
    (tmp_path / "printers").mkdir()
    (tmp_path / "printers" / "own.toml").write_text(text)
    with pytest.raises(SettingsMistake, match=sentence) as caught:
        load_printer_profile(tmp_path / "kiosk.toml", "own")
    assert "own.toml" in str(caught.value)


@pytest.mark.parametrize(
    "cut",
    [
        *("1d", "1d 56", "1d 56 42", "1b 40", "48 65 6c", "1b 3d 02", "1d 3a"),
        *("1d 76 30 00 ff ff ff ff", "1b 4a 90 1d 56 41", "1d 5e 01 00 00"),
    ],
)
def test_what_cuts_nothing_or_takes_in_what_follows_is_no_cut(
    tmp_path: Path, cut: str
) -> None:
    (tmp_path / "printers").mkdir()
    own = tmp_path / "printers" / "own.toml"
    own.write_text(f'name = "x"\n[mechanism]\ncut = "{cut}"')
    with pytest.raises(SettingsMistake, match="no whole command"):
        load_printer_profile(tmp_path / "kiosk.toml", "own")


@pytest.mark.parametrize(
    "cut",
    [
        "1d 56 00",
        "1d 56 41 10",
        "1b 69",
        "1b 6d",
        "1b 4a 90 1b 69",
        "1e",
        "0a 1d 56 31",
    ],
)
def test_a_maker_s_own_cut_is_taken(tmp_path: Path, cut: str) -> None:
    (tmp_path / "printers").mkdir()
    own = tmp_path / "printers" / "own.toml"
    own.write_text(f'name = "x"\n[mechanism]\ncut = "{cut}"')
    assert load_printer_profile(tmp_path / "kiosk.toml", "own").mechanism.cut == cut
