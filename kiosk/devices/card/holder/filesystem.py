"""Reads the card's files: selects an application, reads records, keeps going.

A value that cannot be read is said beside the others; only a card or reader that is
gone, or mute, is an exception. What the bytes mean is in `contents.py`.
"""

from kiosk.devices.card.holder.card_applications import application
from kiosk.devices.card.holder.contents import (
    FileContent,
    FileEntry,
    TaggedFile,
    cyclic_entries,
    nested_length,
    slots,
)
from kiosk.devices.card.holder.environment import ENVIRONMENT_NAME, MASTER_FILE
from kiosk.devices.card.holder.item_values import Unreadable, UnreadableReason, decode
from kiosk.devices.card.holder.items import Item, ItemTable, standard
from kiosk.devices.card.protocol.apdu import (
    CommandProcessor,
    Ins,
    Response,
    StatusWord,
    build,
)
from kiosk.devices.card.protocol.transport import Transport

ENVIRONMENT = "SSSE"
_BY_NUMBER = 0x04
_FILE = 0x02
"""SELECT, P1: an elementary file of the current folder."""
_MOST_RECORDS = 64
"""More than any file of the standard has."""
_MOST_REFUSED = 4
"""Records refused in a row before the rest of the file is given up."""
_CHUNK = 0xF0
"""Bytes a READ BINARY asks for; some readers end at 240."""

_REASONS = {
    StatusWord.FILE_NOT_FOUND: UnreadableReason.MISSING,
    StatusWord.RECORD_NOT_FOUND: UnreadableReason.MISSING,
    StatusWord.SECURITY_NOT_SATISFIED: UnreadableReason.ACCESS,
}


class CardFiles:
    """The files of one card, as far as its rights go at the moment.

    :param generation: what the issuer's file says; it decides about old meanings.
    """

    def __init__(
        self, transport: Transport, generation: int = 2, table: ItemTable | None = None
    ) -> None:
        self._processor = CommandProcessor(transport)
        self._generation = generation
        self._table = table or standard()
        self._area = ""

    def read(self, file: str, most: int = _MOST_RECORDS) -> FileContent:
        """Read one file such as `DF03.EF07`.

        :param most: how many records are wanted, the newest of a cyclic file first.
        :raises CardGone: when the card was pulled.
        :raises CardUnreadable: when the card is mute.
        """
        rows = self._table.file(file, self._generation)
        if not rows:
            return FileContent(file, fault=Unreadable(UnreadableReason.MISSING))
        refused = self._enter(file.partition(".")[0])
        if refused is not None:
            return FileContent(file, fault=Unreadable(refused))
        if rows[0].cyclic:
            return self._read_cyclic(file, rows, most)
        if rows[0].tag is None:
            return self._read_transparent(file, rows[0])
        return self._read_tagged(file, most)

    def enter(self, area: str) -> bool:
        """Select an area such as `DF03`, so that its keys can be proved; say if it is.

        :raises CardGone: when the card was pulled.
        """
        return self._enter(area) is None

    def record(self, file: str, number: int, length: int) -> Response | None:
        """Read one record as the card gives it; None: its area cannot be entered.

        :raises CardGone: when the card was pulled.
        :raises CardUnreadable: when the card is mute.
        """
        if self._enter(file.partition(".")[0]) is not None:
            return None
        return self._first(file, length, number)[0]

    def leave(self) -> None:
        """Select the environment again, where the next command expects to be."""
        if self._area not in ("", ENVIRONMENT):
            self._enter(ENVIRONMENT)

    def _enter(self, area: str) -> UnreadableReason | None:
        """Select an area by name, or by id where the card takes no name."""
        if area == self._area:
            return None
        known = application(area)
        name = ENVIRONMENT_NAME if area == ENVIRONMENT else known and known.name
        fid = MASTER_FILE if area == ENVIRONMENT else bytes.fromhex(area)
        answer = self._select(0x04, name) if name else None
        if answer is None or not answer.ok:
            answer = self._select(0x00, fid)
        self._area = area if answer.ok else ""
        return None if answer.ok else _reason(answer)

    def _select(self, p1: int, data: bytes) -> Response:
        # A folder tells about itself; with Le that costs no GET RESPONSE on T=1.
        le = None if p1 == _FILE else 0
        return self._processor.send(build(Ins.SELECT, p1, data=data, le=le))

    def _read_tagged(self, file: str, most: int) -> FileContent:
        sorted_ = TaggedFile(self._table, file, self._generation)
        rows = slots(self._table.file(file, self._generation))
        answer, p2 = self._first(file, self._length(rows, 1))
        if not answer.ok:
            return FileContent(file, fault=Unreadable(_reason(answer)))
        refused = 0
        for number in range(2, min(most, _MOST_RECORDS) + 2):
            sorted_.add(answer.data if answer.ok else _reason(answer))
            refused = 0 if answer.ok else refused + 1
            if sorted_.complete or refused > _MOST_REFUSED:
                break
            answer = self._record(number, p2, self._length(rows, number))
            if answer.sw == StatusWord.RECORD_NOT_FOUND:
                break
        return sorted_.content()

    def _read_cyclic(self, file: str, rows: tuple[Item, ...], most: int) -> FileContent:
        length = sum(row.length for row in rows)
        answer, p2 = self._first(file, length)
        entries: list[FileEntry] = []
        for number in range(2, min(most, _MOST_RECORDS) + 2):
            if not answer.ok:
                break
            entries += cyclic_entries(rows, number - 1, answer.data)
            if number <= most:
                answer = self._record(number, p2, length)
        over = answer.ok or answer.sw == StatusWord.RECORD_NOT_FOUND
        fault = None if over or entries else Unreadable(_reason(answer))
        if fault is None and not over:
            entries += cyclic_entries(rows, number - 1, _reason(answer))
        return FileContent(file, tuple(entries), fault)

    def _length(self, rows: list[Item], number: int) -> int:
        """Return what Le to try; a card that differs answers 6Cxx."""
        if number > len(rows):
            return 0
        return 2 + nested_length(self._table, rows[number - 1], self._generation)

    def _first(self, file: str, le: int, number: int = 1) -> tuple[Response, int]:
        """Read a file's first record, or that one; return it and the P2 for others.

        The short file id saves a command. A card that does not take it gets the file
        selected and is read with "the current file".
        """
        fid = bytes.fromhex(file[-4:])
        by_sfi = (fid[1] & 0x1F) << 3 | _BY_NUMBER
        answer = self._record(number, by_sfi, le)
        if answer.ok or answer.sw == StatusWord.SECURITY_NOT_SATISFIED:
            return answer, by_sfi
        if not self._select(_FILE, fid).ok:
            return answer, by_sfi
        return self._record(number, _BY_NUMBER, le), _BY_NUMBER

    def _record(self, number: int, p2: int, le: int) -> Response:
        return self._processor.send(build(Ins.READ_RECORD, number, p2, le=le))

    def _read_transparent(self, file: str, row: Item) -> FileContent:
        """Read a body piece by piece; the first piece selects the file by short id."""
        sfi = int(file[-2:], 16) & 0x1F
        answer = self._piece(0x80 | sfi, 0, row.length)
        if not answer.ok:
            return FileContent(file, fault=Unreadable(_reason(answer)))
        body = answer.data
        while answer.ok and answer.data and len(body) < row.length:
            at = len(body)
            answer = self._piece(at >> 8, at & 0xFF, row.length - at)
            body += answer.data if answer.ok else b""
        # An offset at its end says that the card's file is shorter than the table's.
        whole = answer.ok or answer.sw == StatusWord.OFFSET_OUTSIDE
        value = decode(row.form, body) if whole else Unreadable(_reason(answer))
        return FileContent(file, (FileEntry(0, row, row.form, value),))

    def _piece(self, p1: int, p2: int, left: int) -> Response:
        le = min(left, _CHUNK)
        return self._processor.send(build(Ins.READ_BINARY, p1, p2, le=le))


def _reason(answer: Response) -> UnreadableReason:
    known = {int(sw): reason for sw, reason in _REASONS.items()}
    return known.get(answer.sw, UnreadableReason.REFUSED)
