"""One serial line as bytes in and out; the only file that knows pyserial.

It never waits for input and never longer than told for output. No meaning of bytes.
"""

import contextlib
import errno
import termios

import serial

from kiosk.domain.faults import DeviceError, Fault
from kiosk.settings.config import PrinterSettings

_MARK = 0xFF
_TAKEN = (errno.EAGAIN, errno.EBUSY)


class PortGone(DeviceError):
    """The device file is missing, taken by another program, or vanished."""

    fault = Fault.PRINTER_GONE


class PortTaken(DeviceError):
    """Another program has it, such as the kiosk in service while a doctor looks."""

    fault = Fault.PRINTER_GONE


class PortStuck(DeviceError):
    """The line took no more bytes within the time allowed."""

    fault = Fault.PRINTER_SILENT


class LineMarks:
    """Takes the kernel's marks out of what was read: FF 00 x is damage, FF FF is FF."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> tuple[bytes, int]:
        """Return the whole bytes and how many damaged ones stood between them."""
        stream, whole, damaged, at = self._held + data, bytearray(), 0, 0
        while at < len(stream):
            mark = stream[at : at + 3]
            if mark[0] != _MARK:
                whole.append(mark[0])
                at += 1
            elif mark[1:2] == b"\xff":
                whole.append(_MARK)
                at += 2
            elif len(mark) == 3:
                damaged += 1
                at += 3
            else:
                break
        self._held = stream[at:]
        return bytes(whole), damaged


def _mark_damage(descriptor: int) -> None:
    """Have the kernel mark framing errors and breaks instead of passing zeros on."""
    attributes = termios.tcgetattr(descriptor)
    attributes[0] &= ~(termios.IGNPAR | termios.IGNBRK | termios.BRKINT)
    attributes[0] |= termios.INPCK | termios.PARMRK
    termios.tcsetattr(descriptor, termios.TCSANOW, attributes)


class SerialPort:
    """An open port; `fileno` is for select."""

    def __init__(self, port: PrinterSettings, write_timeout: float) -> None:
        """Open the line for this program alone.

        XON/XOFF stays off: it would hold the status question back just when the
        printer has stopped.

        :raises PortTaken: when another program has it.
        :raises PortGone: when it cannot be opened.
        """
        try:
            self._serial = serial.Serial(
                port.port,
                port.baud,
                timeout=0,
                write_timeout=write_timeout,
                exclusive=True,
                rtscts=port.handshake == "rtscts",
            )
            _mark_damage(self._serial.fileno())
        except (serial.SerialException, OSError, ValueError, termios.error) as error:
            # A device that vanishes while it is set up answers with termios' own error.
            if getattr(error, "errno", None) in _TAKEN:
                raise PortTaken(f"{port.port} is in use") from error
            raise PortGone(f"{port.port} cannot be opened") from error
        self._marks = LineMarks()

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return int(self._serial.fileno())

    def read(self) -> tuple[bytes, int]:
        """Return what has arrived without waiting, and how many bytes were damaged.

        A byte with a framing error, and a break, are no bytes: a line that dies sends
        them, and they look like an answer of zeros.

        :raises PortGone: when the device vanished.
        """
        try:
            return self._marks.feed(bytes(self._serial.read(256)))
        except (serial.SerialException, OSError, termios.error) as error:
            raise PortGone("the line broke while reading") from error

    def write(self, data: bytes) -> None:
        """Hand all bytes to the line.

        :raises PortStuck: when it did not take them in time; how many is unknown.
        :raises PortGone: when the device vanished.
        """
        try:
            self._serial.write(data)
        except serial.SerialTimeoutException as error:
            with contextlib.suppress(OSError, termios.error):
                self._serial.reset_output_buffer()
            raise PortStuck("the line takes no bytes") from error
        except (serial.SerialException, OSError, termios.error) as error:
            raise PortGone("the line broke while writing") from error

    def close(self) -> None:
        """Close without waiting for bytes that nobody will take."""
        with contextlib.suppress(serial.SerialException, OSError, termios.error):
            self._serial.reset_output_buffer()
        with contextlib.suppress(serial.SerialException, OSError, termios.error):
            self._serial.close()
