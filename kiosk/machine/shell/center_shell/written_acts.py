"""What is done at a center's shell stands in the audit, beside the acts of the desk."""

import argparse
import sys
from collections.abc import Callable

from kiosk.domain.faults import SetupError
from kiosk.machine.shell.options import texts_of
from kiosk.settings.told import in_words

Command = Callable[[argparse.Namespace], int]
_TOLD = ("kiosk", "kind", "act", "audience", "number", "version", "clinic")
"""Options that say to what it was done; none of them is a secret or a cardholder's."""


def written(name: str, command: Command) -> Command:
    """Return a command whose success is a line of the audit.

    The line is written right after the act: the shell is its owner's, and an act that
    nobody could write down is done all the same.
    """

    def run(options: argparse.Namespace) -> int:
        status = command(options)
        if status == 0:
            _write_down(name, options)
        return status

    return run


def _write_down(name: str, options: argparse.Namespace) -> None:
    from kiosk.center.desk.audit.shell_audit import note_at_shell

    found = (getattr(options, each, None) for each in _TOLD)
    words = [name, *(str(each) for each in found if each is not None)]
    by = getattr(options, "by", None) or ""
    try:
        note_at_shell(options.folder, " ".join(words), by)
    except SetupError as error:
        print(in_words(error, texts_of(options)), file=sys.stderr)
