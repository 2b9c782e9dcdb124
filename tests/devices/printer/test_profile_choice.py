"""A profile is proposed that claims no more than was heard."""

import pytest

from kiosk.devices.printer.printer_profile import PrinterAnswers
from kiosk.devices.printer.profile_choice import propose
from kiosk.devices.printer.serial.probe import ProbedPrinter
from tests.devices.printer.conftest import profile

KNOWN = {
    name: profile(name)
    for name in (
        "generic-80mm",
        "generic-58mm",
        "epson-tm-t88",
        "custom-vkp80",
        "snbc-kiosk",
    )
}


def found(model: str = "", full: bool = False, **answers: bool) -> ProbedPrinter:
    return ProbedPrinter(PrinterAnswers(**answers), full, "", model)


@pytest.mark.parametrize(
    ("heard", "proposed"),
    [
        (found("TM-T88V", gs_r=True), {80: "epson-tm-t88"}),
        (found(gs_r=True), {80: "snbc-kiosk", 58: "generic-58mm"}),
        (found(gs_r=False), {80: "snbc-kiosk", 58: "generic-58mm"}),
        (found(gs_r=True, full=True), {80: "custom-vkp80", 58: "generic-58mm"}),
        (
            found(gs_r=True, process_id=True, macro=True, clear_dc4=True),
            {80: "generic-80mm", 58: "generic-58mm"},
        ),
    ],
)
def test_the_profile_claims_no_more_than_was_heard(
    heard: ProbedPrinter, proposed: dict[int, str]
) -> None:
    assert propose(heard, KNOWN) == proposed
