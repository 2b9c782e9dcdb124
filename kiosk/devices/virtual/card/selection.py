"""Where a virtual card stands: current folder, file and record, and how they move.

SELECT and the record addressing of READ RECORD; access rights are not its matter.
"""

from kiosk.devices.card.protocol.apdu import StatusWord
from kiosk.devices.virtual.card.file_tree import (
    MASTER_FID,
    DedicatedFile,
    ElementaryFile,
)


class CardRefusal(Exception):
    """The card refuses with a status word."""

    def __init__(self, sw: int) -> None:
        super().__init__(f"{sw:04X}")
        self.sw = sw


class Selection:
    """The current folder, file and record of one power-on."""

    def __init__(self, root: DedicatedFile) -> None:
        self._root = root
        self._folder = root
        self._file: ElementaryFile | None = None
        self._record = 0
        """One-based; 0 before the first READ RECORD in a file."""

    @property
    def folder(self) -> DedicatedFile:
        """Return the current folder."""
        return self._folder

    def select(self, p1: int, p2: int, data: bytes) -> DedicatedFile | ElementaryFile:
        """Carry out SELECT.

        By id (00), child (01) and file (02) are taken alike, since terminals mix
        them up and cards put up with it; only 04 is a name.

        :raises CardRefusal: when nothing is found or the command is malformed.
        """
        if p1 == 0x04:
            return self._enter(self._by_name(p2, data))
        if p1 > 0x02:
            raise CardRefusal(StatusWord.WRONG_P1_P2)
        if not data and p1 == 0x00:
            return self._enter(self._root)
        if len(data) != 2:
            raise CardRefusal(StatusWord.WRONG_LENGTH)
        return self._by_id(int.from_bytes(data, "big"), folders=p1 != 0x02)

    def _by_name(self, p2: int, data: bytes) -> DedicatedFile:
        """Find a folder by the beginning of its name: first (00) or next (02)."""
        if p2 & 0xF0 or p2 & 0x03 not in (0x00, 0x02):
            raise CardRefusal(StatusWord.WRONG_P1_P2)
        if not 1 <= len(data) <= 16:
            raise CardRefusal(StatusWord.WRONG_LENGTH)
        folders = [self._root, *self._root.folders.values()]
        matching = [f for f in folders if f.name and f.name.startswith(data)]
        if p2 & 0x03 == 0x02 and self._folder in matching:
            matching = matching[matching.index(self._folder) + 1 :]
        if not matching:
            raise CardRefusal(StatusWord.FILE_NOT_FOUND)
        return matching[0]

    def _by_id(self, fid: int, *, folders: bool) -> DedicatedFile | ElementaryFile:
        if fid in self._folder.files:
            return self._open(self._folder.files[fid])
        if folders and fid == MASTER_FID:
            return self._enter(self._root)
        # A card of one level: brothers and children are the same folders.
        if folders and fid in self._root.folders:
            return self._enter(self._root.folders[fid])
        raise CardRefusal(StatusWord.FILE_NOT_FOUND)

    def _enter(self, folder: DedicatedFile) -> DedicatedFile:
        self._folder = folder
        self._file = None
        self._record = 0
        return folder

    def _open(self, file: ElementaryFile) -> ElementaryFile:
        if file is not self._file:
            self._file = file
            self._record = 0
        return file

    def file_for(self, sfi: int) -> ElementaryFile:
        """Return the file of a short id and make it current; 0 is the current one.

        :raises CardRefusal: 6A82 when there is none, 6986 when none is current.
        """
        if sfi:
            found = self._folder.by_sfi(sfi)
            if found is None:
                raise CardRefusal(StatusWord.FILE_NOT_FOUND)
            return self._open(found)
        if self._file is None:
            raise CardRefusal(StatusWord.NO_CURRENT_FILE)
        return self._file

    def find(self, file: ElementaryFile, p1: int, mode: int) -> tuple[int, bytes]:
        """Return the number of the record that READ RECORD means, and its bytes.

        Modes are the low three bits of P2: 0 to 3 first, last, next and previous
        record with tag P1 (0: any tag); 4 record P1; 5 from P1 on; 6 backwards to P1.

        :raises CardRefusal: 6A83 when there is no such record.
        """
        if mode == 7:
            raise CardRefusal(StatusWord.WRONG_P1_P2)
        if mode < 4:
            number = self._by_tag(file, p1, mode)
            return number, file.records[number - 1]
        number = p1 or self._record
        if not 1 <= number <= len(file.records):
            raise CardRefusal(StatusWord.RECORD_NOT_FOUND)
        wanted = file.records[number - 1 :] if mode > 4 else [file.records[number - 1]]
        return number, b"".join(reversed(wanted) if mode == 6 else wanted)

    def stand_at(self, record: int) -> None:
        """Make a record current; a refused READ RECORD leaves the old one so."""
        self._record = record

    def _by_tag(self, file: ElementaryFile, tag: int, mode: int) -> int:
        fits = [
            number
            for number, record in enumerate(file.records, start=1)
            if tag in (0, record[0])
        ]
        if mode == 2:
            fits = [number for number in fits if number > self._record]
        elif mode == 3 and self._record:
            fits = [number for number in fits if number < self._record]
        if not fits:
            raise CardRefusal(StatusWord.RECORD_NOT_FOUND)
        return fits[-1] if mode in (1, 3) else fits[0]
