"""The virtual card's file tree: files, records, and who may read what.

Built from the item table; it holds bytes and rules, and answers no commands.
"""

from dataclasses import dataclass, field

from kiosk.devices.card.items import Item, file_items, items

Alternatives = tuple[frozenset[str], ...]
"""Any one of these sets of granted rights is enough."""

FREE: Alternatives = (frozenset(),)
PIN = "PIN"
MASTER_FID = 0x3F00
DIRECTORY_FID = 0xEF1E


def either(*rights: str) -> Alternatives:
    """Return the condition "one of these rights"."""
    return tuple(frozenset((right,)) for right in rights)


def both(*rights: str) -> Alternatives:
    """Return the condition "all of these rights"."""
    return (frozenset(rights),)


@dataclass(slots=True)
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


@dataclass(slots=True)
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


@dataclass(frozen=True, slots=True)
class Application:
    """An application below the environment: id, name and label."""

    fid: int
    name: bytes
    label: str
    area: str


APPLICATIONS = (
    Application(0xDF01, bytes.fromhex("D15600000500"), "公共应用", "DF01"),
    Application(0xDF02, bytes.fromhex("D15600000501"), "就业与失业", "DF02"),
    Application(0xDF03, bytes.fromhex("D15600000502"), "社会保险1", "DF03"),
    Application(0xDF04, bytes.fromhex("D15600000503"), "社会保险2", "DF04"),
    Application(0xDF07, bytes.fromhex("D15600000504"), "人事与人才", "DF07"),
)

_READ_RIGHTS: dict[str, Alternatives] = {
    "SSSE.EF05": FREE,
    "SSSE.EF06": FREE,
    "SSSE.EF07": either("RKSSSE"),
    "SSSE.EF08": either("RKSSSE"),
    "DF03.EF05": either(PIN, "RK2DF03"),
    "DF04.EF06": both(PIN, "RK1DF04"),
    "DF04.EF08": either(PIN),
    "DF07.EF05": either("RK1DF07"),
    "DF07.EF06": either("RK2DF07"),
    "DF07.EF07": either("RK3DF07"),
    **{f"DF01.EF{fid}": FREE for fid in ("16", "17", "18", "19", "1A")},
}
"""The files that differ from the rule "PIN or the area's first read key"."""

_CYCLIC_RECORDS = {
    "DF02.EF07": 4,
    "DF02.EF16": 4,
    "DF04.EF08": 30,
    "DF04.EF15": 8,
}
"""How many records the standard wants at least."""


def read_rights(file: str) -> Alternatives:
    """Return who may read a file such as `DF01.EF06` on a card of generation 2."""
    area = file.partition(".")[0]
    return _READ_RIGHTS.get(file, either(PIN, f"RK1{area}"))


def empty_file(file: str) -> ElementaryFile:
    """Build one file of the table with nothing written in it yet."""
    fid = int(file[-4:], 16)
    rows = file_items(file)
    rights = read_rights(file)
    if rows[0].cyclic:
        record = b"".join(row.empty for row in rows)
        return ElementaryFile(fid, rights, [record] * _CYCLIC_RECORDS[file])
    if rows[0].tag is None:
        return ElementaryFile(fid, rights, body=rows[0].empty)
    return ElementaryFile(fid, rights, [r for row in rows for r in _records(row)])


def _records(row: Item) -> list[bytes]:
    """Return the empty records of one row; nested elements are inside theirs."""
    if not row.top_level or row.tag is None:
        return []
    # Tag 60 exists either in the employment area or in this one, never in both.
    if (row.file, row.tag) == ("DF03.EF05", 0x60):
        return []
    value = _nested(row) if row.kind == "B-TLV" else row.empty
    return [_tlv(row.tag, value)] * row.repeat


def _nested(row: Item) -> bytes:
    """Return the empty elements that stand inside one record."""
    parent = f"{row.tag:02X}"
    inner = [r for r in file_items(row.file) if r.parent in (parent, parent[0] + "x")]
    return b"".join(_tlv(r.tag, r.empty) for r in inner if r.tag is not None)


def application_tree(application: Application) -> DedicatedFile:
    """Build an application with all its files of the table, all empty."""
    names = dict.fromkeys(
        row.file for row in items() if row.file.startswith(application.area)
    )
    files = {int(name[-4:], 16): empty_file(name) for name in names}
    return DedicatedFile(application.fid, application.name, files=files)


def directory(applications: tuple[Application, ...]) -> ElementaryFile:
    """Build the DIR file: one template 61 with id and label for each application."""
    records = [
        _tlv(0x61, _tlv(0x4F, a.name) + _tlv(0x50, a.label.encode("gbk")))
        for a in applications
    ]
    return ElementaryFile(DIRECTORY_FID, FREE, records)


def _tlv(tag: int, value: bytes) -> bytes:
    return bytes((tag, len(value))) + value
