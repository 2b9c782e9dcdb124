"""A private pcscd with the virtual reader's driver, beside any other on the machine.

It starts and ends the daemon; cards are put into it by `reader.VirtualReader`.
"""

import signal
import socket
import struct
import subprocess
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from random import SystemRandom

from kiosk.domain.faults import DeviceError, Fault
from kiosk.settings.programs import find_program

DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
READER_NAME = "Virtual PCD 00 00"
"""The driver always brings two slots; this is the first, at `PrivatePcscd.port`."""
SECOND_READER_NAME = "Virtual PCD 00 01"
"""The second slot, at the port after it."""

_PACKAGES = {
    "pcscd": "pcscd",
    "systemd-socket-activate": "systemd",
    "setpriv": "util-linux",
}
_LONGEST_SOCKET_PATH = 107
_PORTS = (12_000, 32_000)
"""Below those that Linux gives to whoever names none."""
_START_S = 60.0
_DRIVER_CONFIG = """\
FRIENDLYNAME "Virtual PCD"
DEVICENAME   /dev/null:{port}
LIBPATH      {driver}
CHANNELID    {port}
"""


class PcscdUnavailable(DeviceError):
    """The private pcscd cannot run here; the text says what is missing."""

    fault = Fault.READER_SERVICE


class PrivatePcscd:
    """A pcscd of our own, with its own socket and reader, that ends with us.

    libpcsclite reads the socket's name from the environment once per process, at its
    first use: put `environment()` in place before that, and use one per process.
    """

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "pcscd.comm"
        self.port = free_port(2)  # the driver takes both
        self.reader = READER_NAME
        self._folder = folder
        self._config = folder / "readers"
        self._keeper: _Keeper | None = None

    def environment(self) -> dict[str, str]:
        """Return the variables a PC/SC client needs to find this daemon."""
        return {"PCSCLITE_CSOCK_NAME": str(self.socket)}

    def start(self, *, plugged: bool = True) -> "PrivatePcscd":
        """Start the daemon and wait until it serves clients.

        :param plugged: False starts it without any reader.
        :raises PcscdUnavailable: when a part is not installed or does not start.
        """
        require_parts()
        if len(str(self.socket)) > _LONGEST_SOCKET_PATH:
            raise PcscdUnavailable(
                f"{self.socket} is too long for a socket; take a shorter folder."
            )
        self._config.mkdir(parents=True, exist_ok=True)
        (self._folder / "no-usb-drivers").mkdir(exist_ok=True)
        self._write_reader(plugged)
        self.socket.unlink(missing_ok=True)
        self._keeper = _Keeper(self._command(), self._folder / "pcscd.log")
        self._keeper.start()
        self._wait_until_it_serves()
        return self

    def stop(self) -> None:
        """End the daemon."""
        if self._keeper is not None:
            self._keeper.end()
            self._keeper = None
        self.socket.unlink(missing_ok=True)

    def freeze(self, still: bool) -> None:
        """Let the service stand still in whatever it does, or go on: a call hangs."""
        if self._keeper is not None:
            self._keeper.send(signal.SIGSTOP if still else signal.SIGCONT)

    def restart(self) -> None:
        """End the daemon and start a new one at the same socket and port."""
        self.stop()
        self.start()

    def _write_reader(self, plugged: bool) -> None:
        text = _DRIVER_CONFIG.format(port=self.port, driver=DRIVER)
        (self._config / "vpcd").write_text(text if plugged else "", "ascii")

    def _command(self) -> list[str]:
        """Return the command line.

        setpriv lets the daemon die with us; the empty driver folder keeps it away
        from real USB readers, which belong to the machine's own pcscd.
        """
        drivers = self._folder / "no-usb-drivers"
        return [
            *(_program("setpriv"), "--pdeathsig", "TERM"),
            *(_program("systemd-socket-activate"), "-l", str(self.socket)),
            *("-E", f"PCSCLITE_HP_DROPDIR={drivers}"),
            *(_program("pcscd"), "--foreground", "--config", str(self._config)),
        ]

    def _wait_until_it_serves(self) -> None:
        end = time.monotonic() + _START_S
        while time.monotonic() < end and self._keeper and self._keeper.running:
            # The first connection makes systemd-socket-activate start the daemon.
            if serves(self.socket):
                return
            time.sleep(0.02)
        self.stop()
        raise PcscdUnavailable(f"The private pcscd did not start: {self._last_words()}")

    def _last_words(self) -> str:
        """Return the daemon's last line; its folder may be gone when one looks."""
        log = self._folder / "pcscd.log"
        lines = log.read_text("utf-8", "replace").split("\n") if log.exists() else []
        return next((line for line in reversed(lines) if line.strip()), "it is silent")


class _Keeper(threading.Thread):
    """Starts the daemon and waits for it.

    The kernel's death signal is tied to the thread that started the child, so that
    must be a thread that lives as long as the program.
    """

    def __init__(self, command: list[str], log: Path) -> None:
        super().__init__(name="pcscd-keeper", daemon=True)
        self._command = command
        self._log = log
        self._launched = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Say whether the daemon runs."""
        self._launched.wait(_START_S)
        return self._process is not None and self._process.returncode is None

    def run(self) -> None:
        try:
            with self._log.open("ab") as log:
                self._process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
        finally:
            self._launched.set()
        self._process.wait()

    def send(self, number: int) -> None:
        """Send the daemon a signal, as one that makes it stand still."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)

    def end(self) -> None:
        """Ask the daemon to end, and insist after two seconds."""
        self._launched.wait(_START_S)
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            self.join(timeout=2.0)
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            self.join(timeout=2.0)


def require_parts() -> None:
    """Look whether everything that the daemon needs is installed.

    :raises PcscdUnavailable: when a part is not; the text names its package.
    """
    for program in _PACKAGES:
        _program(program)
    if not DRIVER.exists():
        raise PcscdUnavailable(
            f"{DRIVER} is missing; it is in the package vsmartcard-vpcd."
        )


def _program(name: str) -> str:
    path = find_program(name)
    if path is None:
        raise PcscdUnavailable(
            f"{name} is not installed; it is in the package {_PACKAGES[name]}."
        )
    return path


def free_port(row: int = 1) -> int:
    """Return the first of so many free ports in a row, for who binds them later.

    It is none of those that the system gives away by itself: one of these may be
    anybody's by then.
    """
    while True:
        port = SystemRandom().randrange(*_PORTS, row)
        with ExitStack() as held:
            try:
                for each in range(port, port + row):
                    held.enter_context(socket.socket()).bind(("127.0.0.1", each))
            except OSError:
                continue
            return port


def serves(path: Path) -> bool:
    """Say whether a pcscd at that socket answers a client's greeting.

    The greeting is pcsc-lite's version exchange: size 12 and command 17, then three
    32-bit words (major, minor, result), all in the machine's byte order.
    """
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(_START_S)
        try:
            line.connect(str(path))
            line.sendall(struct.pack("=5I", 12, 17, 4, 4, 0))
            return len(line.recv(12)) > 0
        except OSError:
            return False
