"""What the machine's parts tell each other through those who build them."""

from kiosk.devices.printer.jobs import JobEnd
from kiosk.devices.printer.printer_port import JobState
from kiosk.devices.printer.serial.delivery import DeliveryOutcome
from kiosk.domain.faults import Fault
from kiosk.machine.running_kiosk import _print_done
from kiosk.sync.wire.events.event_registry import encoded


def test_the_journal_hears_how_a_print_job_ended() -> None:
    outcome = DeliveryOutcome(JobState.SUSPENDED, Fault.PRINTER_INTERRUPTED, 2, 700)
    said = b'{"job":7,"kind":"guide","state":"suspended","bytes":700,"fault":"P06"'
    assert encoded(_print_done(JobEnd(7, "guide", outcome))) == said + b',"copy":1}'
    end = JobEnd(7, "guide", outcome, "5F0A1C3E-103000", 2)
    told = b',"number":"5F0A1C3E-103000","copy":2}'
    assert encoded(_print_done(end)) == said + told
