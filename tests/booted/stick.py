"""A USB stick: a file system that is plugged into the machine."""

import subprocess
from pathlib import Path

from kiosk.settings.programs import program
from tests.booted.machine import Machine


def make_stick(path: Path, texts: dict[str, str], files: list[Path]) -> None:
    """Write a stick with texts by name, and with files."""
    path.unlink(missing_ok=True)
    subprocess.run([program("truncate"), "-s", "256M", path], check=True)
    subprocess.run(
        [program("mkfs.vfat"), "-n", "KIOSK", path], check=True, capture_output=True
    )
    for name, text in texts.items():
        command = [program("mcopy"), "-i", str(path), "-", f"::{name}"]
        subprocess.run(command, input=text.encode(), check=True)
    for file in files:
        command = [program("mcopy"), "-i", str(path), str(file), f"::{file.name}"]
        subprocess.run(command, check=True)


def plug_in(machine: Machine, path: Path) -> None:
    """Put the stick into the machine's second socket."""
    file = {"driver": "file", "filename": str(path)}
    named = {"node-name": "stick", "driver": "raw", "file": file}
    machine.monitor.ask("blockdev-add", **named)
    where = {"bus": "xhci.0", "id": "stick", "drive": "stick", "removable": True}
    machine.monitor.ask("device_add", driver="usb-storage", **where)


def pull_out(machine: Machine) -> None:
    """Pull the stick."""
    machine.monitor.ask("device_del", id="stick")
