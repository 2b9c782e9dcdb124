"""Opens what a stranger may have put there: a plain file, to a limit, without waiting.

A folder that others may write holds links, pipes and devices as easily as files.
"""

import os
import stat
from pathlib import Path


def read_bounded(path: Path, most: int) -> bytes:
    """Read a plain file to a limit; what is none is not waited for.

    :raises OSError: when there is none.
    """
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
    with open(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(f"{path} is no plain file")
        return file.read(most)
