"""The virtual card's file tree: files, records, and who may read what.

It holds bytes and rules, and answers no commands; `writing.py` makes the bytes.
"""

from dataclasses import dataclass, field

from kiosk.devices.card.holder.access import FREE, PIN, Alternatives
from kiosk.devices.card.holder.card_applications import Application

__all__ = ["FREE", "PIN", "Alternatives", "DedicatedFile", "ElementaryFile"]

MASTER_FID = 0x3F00
DIRECTORY_FID = 0xEF1E


@dataclass(slots=True, repr=False)
class ElementaryFile:
    """A file with data: records, or one body when it is transparent."""

    fid: int
    read: Alternatives
    records: list[bytes] = field(default_factory=list)
    body: bytes | None = None

    @property
    def sfi(self) -> int:
        """Return the short file id, the low five bits of the file id."""
        return self.fid & 0x1F


@dataclass(slots=True, repr=False)
class DedicatedFile:
    """A folder of the card with its name and its files by id."""

    fid: int
    name: bytes
    proprietary: bytes = b""
    """What stands in the SELECT answer beside the name (template A5)."""
    files: dict[int, ElementaryFile] = field(default_factory=dict)
    folders: dict[int, "DedicatedFile"] = field(default_factory=dict)

    def by_sfi(self, sfi: int) -> ElementaryFile | None:
        """Return the file with that short id."""
        return next((f for f in self.files.values() if f.sfi == sfi), None)

    @property
    def control_information(self) -> bytes:
        """Return the SELECT answer: 6F with 84 name and, where there is one, A5."""
        inner = _tlv(0x84, self.name) if self.name else b""
        inner += _tlv(0xA5, self.proprietary) if self.proprietary else b""
        return _tlv(0x6F, inner)


def application_tree(
    application: Application, files: list[ElementaryFile]
) -> DedicatedFile:
    """Build an application with its files."""
    by_id = {file.fid: file for file in files}
    return DedicatedFile(application.fid, application.name, files=by_id)


def directory(applications: tuple[Application, ...]) -> ElementaryFile:
    """Build the DIR file: one template 61 with id and label for each application."""
    records = [
        _tlv(0x61, _tlv(0x4F, a.name) + _tlv(0x50, a.label.encode("gbk")))
        for a in applications
    ]
    return ElementaryFile(DIRECTORY_FID, FREE, records)


def _tlv(tag: int, value: bytes) -> bytes:
    return bytes((tag, len(value))) + value
