"""The sweep for printers between the shipped ones, with wider steps."""

import pytest

from tests.devices.printer.sweep.faults import FAULTS
from tests.devices.printer.sweep.variants import variants
from tests.devices.printer.sweep.walk import profiles, walk

STEP = 41
SHIPPED = profiles()
VARIANTS = variants(SHIPPED["generic-80mm"], SHIPPED["generic-58mm"])
GARBLED = "noise to it"


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", VARIANTS)
def test_what_is_believed_of_any_printer_lies_there(name: str, fault: str) -> None:
    start = list(FAULTS).index(fault)
    tally = walk(name, VARIANTS[name], fault, step=STEP, start=start)
    assert tally.cases > 0
    assert tally.bad == [] or fault == GARBLED


@pytest.mark.parametrize("fault", ["silence", "vanish", "off 0.2 s"])
@pytest.mark.parametrize("name", ["epson-tm-t88", "generic-80mm"])
def test_a_code_that_was_broken_off_swallows_no_other_receipt(
    name: str, fault: str
) -> None:
    """These drop it with the buffer; of others see `--code` of the sweep's command."""
    tally = walk(name, SHIPPED[name], fault, step=11, code=True)
    assert tally.bad == []
