"""`kiosk center vacancies`: what work there is, from a spreadsheet."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.machine.shell.center_serve import center_of, with_folder
from kiosk.machine.shell.center_shell.written_acts import written
from kiosk.machine.shell.options import add, texts_of

if TYPE_CHECKING:
    from kiosk.machine.shell.options import Commands


def add_work(actions: "Commands") -> None:
    """Add the command."""
    text = "bring a list of vacancies in, in the place of the one before"
    parser = add(actions, "vacancies", written("vacancies", _vacancies), text)
    parser.add_argument("file", type=Path, metavar="FILE.csv")
    text = "only say what is wrong in it"
    parser.add_argument("--check", action="store_true", help=text)
    text = "take all vacancies away where the file has none"
    parser.add_argument("--empty", action="store_true", help=text)
    with_folder(parser)


def _vacancies(options: argparse.Namespace) -> int:
    from kiosk.center.services.work_commands import vacancies_command

    folder = center_of(options)
    how = (options.check, texts_of(options), options.empty)
    return vacancies_command(folder, options.file, *how)
