"""Two kiosks that believe too easily; a sweep that misses these proves nothing."""

from collections.abc import Callable

from kiosk.devices.printer.printer_port import JobState
from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.serial.aftermath import Write
from kiosk.devices.printer.serial.delivery import Delivery, DeliveryOutcome
from kiosk.devices.printer.serial.poll import PollPace
from kiosk.devices.printer.serial.talk import Talk


class Credulous(Talk):
    """Takes any single zero byte for the answer that confirms what is sent."""

    def __init__(
        self, profile: PrinterProfile, pace: PollPace, void: tuple[str, ...]
    ) -> None:
        super().__init__(profile, pace, void)
        self._sent: list[tuple[Callable[[DeliveryOutcome], None], float]] = []
        self._mm_s = profile.mechanism.speed_mm_s
        self._now = 0.0

    def submit(self, delivery: Delivery) -> None:
        tell, delivery.tell = delivery.tell, lambda outcome: heard(outcome)

        def heard(outcome: DeliveryOutcome) -> None:
            tell(outcome)
            if outcome.state is JobState.SENT:
                paper_s = delivery.job.mm / self._mm_s
                self._sent.append((tell, self._now + paper_s))

        super().submit(delivery)

    def hear(self, data: bytes, write: Write, now: float) -> None:
        self._now = now
        super().hear(data, write, now)
        if b"\x00" in data:
            self._believe()

    def act(self, write: Write, now: float) -> None:
        self._now = now
        super().act(write, now)

    def _believe(self) -> None:
        while self._sent:
            self._sent.pop()[0](DeliveryOutcome(JobState.CONFIRMED))


class ByTheClock(Credulous):
    """Confirms a job once its paper should have come out."""

    def hear(self, data: bytes, write: Write, now: float) -> None:
        self._now = now
        Talk.hear(self, data, write, now)

    def act(self, write: Write, now: float) -> None:
        super().act(write, now)
        if any(now >= due for _, due in self._sent):
            self._believe()
