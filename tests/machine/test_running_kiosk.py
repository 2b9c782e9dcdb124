"""What the machine's parts tell each other through those who build them."""

from kiosk.devices.printer.jobs import JobEnd
from kiosk.devices.printer.printer_port import JobState
from kiosk.devices.printer.serial.delivery import DeliveryOutcome
from kiosk.domain.faults import Fault
from kiosk.machine.running_kiosk import _print_done
from kiosk.sync.wire.events.event_registry import encoded


def test_the_journal_hears_how_a_print_job_ended() -> None:
    outcome = DeliveryOutcome(JobState.SUSPENDED, Fault.PRINTER_INTERRUPTED, 2, 700)
    assert encoded(_print_done(JobEnd(7, "guide", outcome))) == (
        b'{"job":7,"kind":"guide","state":"suspended","bytes":700,"fault":"P06"}'
    )
