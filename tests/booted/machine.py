"""One machine in QEMU: a disk, a panel that is touched, a card slot, a serial printer.

The acceleration is TCG, said by name: where `kvm` is there and does not work, a choice
between both hangs for ever.
"""

import contextlib
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from kiosk.settings.programs import find_program, program
from tests.booted.card_line import CardLine
from tests.booted.monitor import Monitor

FIRMWARE = Path("/usr/share/OVMF/OVMF_CODE.fd")
CENTER_IN_GUEST = "10.0.2.100"
PROMPT = b"# "


@dataclass
class Wires:
    """What the machine is connected to outside."""

    printer: Path
    """The device file of the far end of its serial line."""
    center: int
    """The center's port on this machine."""


class Machine:
    """A machine that can be switched on, cut from power and switched on again."""

    def __init__(self, folder: Path, image: Path, wires: Wires) -> None:
        """Make a disk over the image, which stays as it is."""
        self.folder, self._wires = folder, wires
        folder.mkdir(parents=True, exist_ok=True)
        self._disk = folder / "disk.qcow2"
        self._image = image
        self._process: subprocess.Popen[bytes] | None = None
        self.slot = CardLine(folder / "card.sock")
        self.born = 0.0
        self.monitor: Monitor
        self._shell: socket.socket

    def make_disk(self, *extra: str) -> None:
        """Lay an empty disk over the image; words are added to the kernel's line.

        The kernel's line stands on the boot partition, which whoever holds the disk
        can write: the system itself is the shipped one, byte for byte.
        """
        own = self.folder / "base.img"
        subprocess.run(
            [program("cp"), "--sparse=always", "--reflink=auto", self._image, own],
            check=True,
        )
        entry = self.folder / "kiosk.conf"
        boot = f"{own}@@1M"
        name = "::loader/entries/kiosk.conf"
        subprocess.run(
            [program("mcopy"), "-no", "-i", boot, name, str(entry)], check=True
        )
        lines = entry.read_text().rstrip("\n").split("\n")
        lines = [
            f"{line} {' '.join(extra)}" if line.startswith("options") else line
            for line in lines
        ]
        entry.write_text("\n".join(lines) + "\n")
        subprocess.run(
            [program("mcopy"), "-no", "-i", boot, str(entry), name], check=True
        )
        self._disk.unlink(missing_ok=True)
        subprocess.run(
            [
                *(program("qemu-img"), "create", "-q", "-f", "qcow2", "-F", "raw"),
                *("-b", str(own), str(self._disk)),
            ],
            check=True,
        )

    def power_on(self, *more: str) -> None:
        """Switch it on."""
        for name in ("qmp.sock", "card.sock", "shell.sock"):
            (self.folder / name).unlink(missing_ok=True)
        with (self.folder / "qemu.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self._command(), *more], stdout=log, stderr=log
            )
        self.born = time.monotonic()
        self.monitor = Monitor(self.folder / "qmp.sock")
        self.slot.connect()
        self._shell = socket.socket(socket.AF_UNIX)
        self._shell.connect(str(self.folder / "shell.sock"))

    def _command(self) -> list[str]:
        folder = self.folder
        center = f"socat - TCP:127.0.0.1:{self._wires.center}"
        return [
            *(program("qemu-system-x86_64"), "-accel", "tcg,thread=multi,tb-size=512"),
            *("-cpu", "Nehalem", "-smp", "2", "-m", "1536", "-nodefaults"),
            *("-no-user-config", "-display", "none", "-bios", str(_firmware())),
            *("-drive", f"file={self._disk},if=none,id=d0,cache=unsafe"),
            *("-device", "virtio-blk-pci,drive=d0"),
            *("-device", "virtio-vga,xres=1024,yres=600"),
            *("-device", "qemu-xhci,id=xhci", "-device", "usb-tablet,bus=xhci.0"),
            *("-device", "usb-kbd,bus=xhci.0"),
            *("-chardev", f"socket,id=con,path={folder}/shell.sock,server=on,wait=off"),
            *("-serial", "chardev:con"),
            *("-chardev", f"serial,id=prn,path={self._wires.printer}"),
            *("-serial", "chardev:prn"),
            *("-chardev", f"socket,id=card,path={folder}/card.sock,server=on,wait=off"),
            *("-device", "usb-ccid,id=ccid0,bus=xhci.0,port=4"),
            *("-device", "ccid-card-passthru,id=slot0,chardev=card,bus=ccid0.0"),
            "-netdev",
            f"user,id=n0,restrict=on,guestfwd=tcp:{CENTER_IN_GUEST}:8443-cmd:{center}",
            *("-device", "virtio-net-pci,netdev=n0,romfile="),
            *("-device", "virtio-rng-pci"),
            *("-qmp", f"unix:{folder}/qmp.sock,server=on,wait=off"),
        ]

    def cut_power(self) -> None:
        """Cut the power: nothing is told, nothing is written any more."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
            self.monitor.close()
            self.slot.close()
            self._shell.close()

    def shell(self, command: str, limit: float = 60.0) -> str:
        """Run a command as root, for faults and for figures only."""
        mark = f"done-{time.monotonic_ns()}"
        self._drain()
        self._shell.sendall(f"{command}; echo {mark[:4]}''{mark[4:]}=$?\n".encode())
        self._shell.settimeout(limit)
        text = b""
        while mark.encode() not in text or not text.endswith(PROMPT):
            text += self._shell.recv(4096)
        lines = text.decode("utf-8", "replace").replace("\r", "").split("\n")
        end = next(i for i, line in enumerate(lines) if line.startswith(mark))
        return "\n".join(lines[1:end])

    def _drain(self) -> None:
        self._shell.settimeout(0.2)
        with contextlib.suppress(TimeoutError):
            while self._shell.recv(4096):
                pass

    @property
    def age(self) -> float:
        """Return the seconds since it was switched on."""
        return time.monotonic() - self.born


def _firmware() -> Path:
    for path in (FIRMWARE, Path("/usr/share/ovmf/OVMF.fd")):
        if path.exists():
            return path
    raise SystemExit("machine-test: ovmf is missing: apt-get install ovmf")


def need_tools() -> None:
    """Say at once what is missing."""
    tools = ("qemu-system-x86_64", "qemu-img", "mcopy", "socat")
    missing = [tool for tool in tools if find_program(tool) is None]
    if missing:
        raise SystemExit(
            f"machine-test: {', '.join(missing)} is missing: apt-get install "
            "qemu-system-x86 qemu-utils ovmf mtools socat"
        )
