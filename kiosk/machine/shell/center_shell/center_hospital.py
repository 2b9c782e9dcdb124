"""`kiosk center hospital`: today's clinics of the reference hospital; its settings."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.machine.shell.center_serve import center_of, with_folder
from kiosk.machine.shell.center_shell.written_acts import written
from kiosk.machine.shell.options import add, texts_of

if TYPE_CHECKING:
    from kiosk.machine.shell.options import Commands


def add_hospital(actions: "Commands") -> None:
    """Add the list, and what stops a clinic or sets the hospital up."""
    text = "list today's clinics of the hospital: taken, here, missed, left"
    listed = add(actions, "hospital", _listed, text)
    with_folder(listed)

    text = "stop a clinic at once; who has a number for it reads so"
    stopped = add(actions, "hospital-stop", written("hospital-stop", _stopped), text)
    stopped.add_argument("clinic", metavar="CLINIC", help="as `hospital` lists it")
    with_folder(stopped)

    text = "let a stopped clinic be again, with the numbers it had"
    again = add(actions, "hospital-resume", written("hospital-resume", _resumed), text)
    again.add_argument("clinic", metavar="CLINIC", help="as `hospital` lists it")
    with_folder(again)

    text = "set the hospital up from its file: limits, departments, the week"
    loaded = add(actions, "hospital-load", written("hospital-load", _loaded), text)
    loaded.add_argument("file", type=Path, metavar="FILE")
    with_folder(loaded)


def _listed(options: argparse.Namespace) -> int:
    from kiosk.center.hospital.hospital_commands import list_command

    return list_command(center_of(options), texts_of(options))


def _stopped(options: argparse.Namespace) -> int:
    from kiosk.center.hospital.hospital_commands import stop_command

    return stop_command(center_of(options), options.clinic, texts_of(options))


def _resumed(options: argparse.Namespace) -> int:
    from kiosk.center.hospital.hospital_commands import resume_command

    return resume_command(center_of(options), options.clinic, texts_of(options))


def _loaded(options: argparse.Namespace) -> int:
    from kiosk.center.hospital.hospital_commands import load_command

    return load_command(center_of(options), options.file, texts_of(options))
