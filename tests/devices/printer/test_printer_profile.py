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
