"""What comes out for a receipt: the virtual printer's dots, and the preview's."""

from PIL import Image

from kiosk.devices.printer.printer_port import ReceiptPreview
from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.typesetting.receipt_elements import Receipt
from kiosk.devices.printer.typesetting.segments import build_job
from kiosk.devices.virtual.printer.command_ear import take_command
from kiosk.devices.virtual.printer.habits import habits_of
from kiosk.devices.virtual.printer.head.print_head import Piece, PrintHead


def picture(preview: ReceiptPreview) -> Image.Image:
    """Return a preview as dots."""
    return Image.frombytes("1", (preview.width, preview.height), preview.dots)


def piece_of(data: bytes, on: PrinterProfile) -> Piece:
    """Return what the virtual printer cuts off for the bytes of a job."""
    head, buffer = PrintHead(on, habits_of(on)), bytearray(data)
    while command := take_command(buffer, chinese=True):
        if head.execute(command).cuts:
            return head.cut()
    raise AssertionError("it was never cut off")


def printed(receipt: Receipt, on: PrinterProfile) -> Image.Image:
    """Return what the virtual printer burns for the job, without the white ends."""
    piece = piece_of(build_job(receipt, on, 1).data, on)
    assert piece.errors == ()
    gap = round(on.mechanism.cutter_gap_mm * on.dots_per_mm)
    dots = piece.dots
    return dots.crop((0, gap, dots.width, dots.height - on.text.line_dots))
