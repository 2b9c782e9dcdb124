"""Errors whose text is a message: worded in the language of who is told.

A log, the journal and a test have them in English.
"""

import errno
import os

from kiosk.domain.message import Message
from kiosk.settings.texts import Texts, load_texts

_KNOWN = {
    *(errno.ENOENT, errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR),
    *(errno.ENOSPC, errno.EROFS, errno.EIO, errno.EADDRINUSE, errno.ELOOP),
}


class Told(Exception):
    """An error with a message; one that was made with a plain text has none."""

    @property
    def told(self) -> Message | None:
        """Return the message, where there is one."""
        first = self.args[0] if self.args else None
        return first if isinstance(first, Message) else None

    def __str__(self) -> str:
        told = self.told
        return super().__str__() if told is None else load_texts("en").say(told)


def in_words(error: BaseException, texts: Texts) -> str:
    """Return what an error says, in the language of who reads it.

    One without a message is told by its code, and as it stands where it has none.
    """
    fault = getattr(error, "fault", None)
    advice = f"doctor__fault__{fault}"
    if isinstance(error, Told) and error.told is not None:
        said = texts.say(error.told)
        if error.told.key != "store__failed" or not texts.has(advice):
            return said
        # What only quotes the database or the system needs a word on what to do.
        seen = f"{said} [{fault}]"
        return texts("doctor__advised", seen=seen, advice=texts(advice))
    if texts.language == "en" or not texts.has(advice):
        return str(error)
    return f"{texts(advice)} [{fault}]"


def system_reason(error: OSError) -> Message:
    """Say in words why the system refused something."""
    if error.errno in _KNOWN:
        return Message(f"system__{errno.errorcode[error.errno]}")
    number = error.errno or 0
    return Message("system__other", number=number, text=os.strerror(number))
