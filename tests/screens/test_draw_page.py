"""One page as a PNG, for whoever changes it."""

from pathlib import Path

import pygame
import pytest

from tests.screens.draw_page import main
from tests.screens.samples import SAMPLES


def test_a_page_is_drawn_as_it_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    usual, large = tmp_path / "usual.png", tmp_path / "large.png"
    assert main(["home", "--out", str(usual)]) == 0
    wish = ["--size", "largest", "--theme", "dark", "--language", "en", "--low"]
    assert main(["home", *wish, "--panel", "landscape", "--out", str(large)]) == 0
    assert pygame.image.load(usual).get_size() == (1080, 1920)
    assert pygame.image.load(large).get_size() == (1920, 1080)
    assert "part 1 of" in capsys.readouterr().out


def test_the_pages_are_listed_and_a_wrong_name_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out.split() == list(SAMPLES)
    assert main(["hom"]) == 2
    assert "home" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["home", "--part", "0"])
