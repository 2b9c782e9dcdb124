"""One serial line as bytes in and out; the only file that knows pyserial.

It never waits for input and never longer than told for output. No meaning of bytes.
"""

import contextlib
import termios

import serial

from kiosk.domain.faults import DeviceError, Fault
from kiosk.settings.config import PrinterSettings


class PortGone(DeviceError):
    """The device file is missing, taken by another program, or vanished."""

    fault = Fault.PRINTER_GONE


class PortStuck(DeviceError):
    """The line took no more bytes within the time allowed."""

    fault = Fault.PRINTER_SILENT


class SerialPort:
    """An open port; `fileno` is for select."""

    def __init__(self, port: PrinterSettings, write_timeout: float) -> None:
        """Open the line for this program alone.

        XON/XOFF stays off: it would hold the status question back just when the
        printer has stopped.

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
        except (serial.SerialException, OSError, ValueError, termios.error) as error:
            # A device that vanishes while it is set up answers with termios' own error.
            raise PortGone(f"{port.port} cannot be opened") from error

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return int(self._serial.fileno())

    def read(self) -> bytes:
        """Return what has arrived, at most 256 bytes, without waiting.

        :raises PortGone: when the device vanished.
        """
        try:
            return bytes(self._serial.read(256))
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
