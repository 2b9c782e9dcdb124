"""The way back from the switch of language leads nowhere else."""

import pytest

from kiosk.center.desk.pages.language_routes import own_path


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "https://evil.example", "/\\evil.example", "", "x", "/\r\nx: y"],
)
def test_a_way_out_leads_to_the_first_page(path: str) -> None:
    assert own_path(path) == "/"
    assert own_path("/machine/hall-1") == "/machine/hall-1"
