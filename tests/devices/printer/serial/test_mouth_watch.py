"""A receipt in the mouth: taken, or drawn back once after the profile's time."""

from kiosk.devices.printer.printer_port import Mouth
from kiosk.devices.printer.printer_profile import PresenterProfile
from kiosk.devices.printer.serial.mouth_watch import MouthWatch

RETRACT = bytes.fromhex("1d 65 02")
KIOSK = PresenterProfile(
    present="1d 65 03 0c", retract="1d 65 02", taken="full_status", wait=30.0
)


class Mouthful:
    def __init__(self, presenter: PresenterProfile = KIOSK) -> None:
        self.written: list[bytes] = []
        self.told: list[int] = []
        self.it = MouthWatch(presenter, self.told.append)

    def act(self, now: float) -> None:
        self.it.act(self.written.append, now)


def test_what_nobody_takes_is_drawn_back_once() -> None:
    mouth = Mouthful()
    mouth.it.presented(7)
    mouth.it.see(Mouth.RECEIPT, 100.0)
    assert mouth.it.wait(100.0) == 30.0
    mouth.it.see(Mouth.RECEIPT, 120.0)
    mouth.act(129.9)
    assert mouth.written == []
    mouth.act(130.0)
    mouth.it.see(Mouth.RECEIPT, 131.0)
    mouth.act(200.0)
    assert (mouth.written, mouth.told) == ([RETRACT], [7])


def test_what_is_taken_in_time_is_left_alone() -> None:
    mouth = Mouthful()
    mouth.it.presented(7)
    mouth.it.see(Mouth.RECEIPT, 100.0)
    mouth.it.see(Mouth.EMPTY, 110.0)
    mouth.act(200.0)
    assert (mouth.written, mouth.told) == ([], [])
    assert mouth.it.wait(200.0) == 3600.0


def test_the_next_receipt_has_its_own_time() -> None:
    mouth = Mouthful()
    mouth.it.presented(7)
    mouth.it.see(Mouth.RECEIPT, 100.0)
    mouth.act(130.0)
    mouth.it.presented(8)
    mouth.it.see(Mouth.RECEIPT, 140.0)
    mouth.act(169.0)
    assert mouth.told == [7]
    mouth.act(170.0)
    assert mouth.told == [7, 8]


def test_silence_about_the_mouth_draws_nothing_back() -> None:
    mouth = Mouthful()
    mouth.it.presented(7)
    mouth.it.see(Mouth.UNKNOWN, 100.0)
    mouth.act(900.0)
    assert mouth.written == []


def test_a_printer_that_cannot_draw_back_is_not_asked_to() -> None:
    mouth = Mouthful(PresenterProfile(taken="bit_7"))
    mouth.it.presented(7)
    mouth.it.see(Mouth.RECEIPT, 100.0)
    mouth.act(900.0)
    assert (mouth.written, mouth.told) == ([], [])
