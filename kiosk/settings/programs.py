"""Finds the programs that other packages bring, by name.

Debian keeps daemons and tools such as pcscd and ldconfig in folders that are not on an
ordinary user's PATH; whoever only asks the PATH finds them as root and not otherwise.
"""

import os
import shutil

SYSTEM_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin")


def find_program(name: str) -> str | None:
    """Return the whole path of a program, or None when it is not installed.

    Check and start both ask here: a program that was found is also the one started.
    """
    path = os.environ.get("PATH", os.defpath)
    return shutil.which(name, path=os.pathsep.join((path, *SYSTEM_FOLDERS)))


def program(name: str) -> str:
    """Return what to start: the whole path, or the name where there is none.

    Starting that fails then, and the error names what is missing.
    """
    return find_program(name) or name
