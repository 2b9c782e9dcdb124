"""Issues virtual cards: the files of a person, or of a kept image, become a chip.

The card's own behaviour is in `chip.py`; what the files of a person hold is
`person_files.py`'s matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.devices.card.holder.access import PIN, read_rights
from kiosk.devices.card.holder.card_applications import ANNEX, APPLICATIONS, Application
from kiosk.devices.card.holder.environment import ENVIRONMENT_NAME
from kiosk.devices.card.holder.items import standard
from kiosk.devices.card.keys.key_provider import key_names
from kiosk.devices.card.protocol.codec import encode_record
from kiosk.devices.virtual.card.chip import VirtualCard
from kiosk.devices.virtual.card.counters import Counters
from kiosk.devices.virtual.card.file_tree import (
    DIRECTORY_FID,
    MASTER_FID,
    DedicatedFile,
    ElementaryFile,
    application_tree,
    directory,
)
from kiosk.devices.virtual.card.person_files import files_of
from kiosk.devices.virtual.card.pin_memory import PinMemory
from kiosk.devices.virtual.card.security import Chip
from kiosk.devices.virtual.card.writing import Content, FileWriter
from kiosk.devices.virtual.demo_keys import algorithm_of_generation, card_key
from kiosk.devices.virtual.people.cast import Person

__all__ = ["CardImage", "VirtualCard", "card_from_person", "image_of", "written"]

ATR_HEAD = bytes.fromhex("3B6D0000")
"""T=0, direct convention, 13 historical bytes."""
_HISTORY_HEAD = bytes.fromhex("00814E43238697")
"""Chip maker, COS and card maker; region and serial follow."""
_KEY_TRIES = 15
_FIRST_AREAS = ("DF01", "DF02", "DF03", "DF04")
"""The applications of the first generation."""

FileBytes = tuple[bytes, ...] | bytes
"""The records of a file, or the body of a transparent one."""


@dataclass(frozen=True, slots=True, repr=False)
class CardImage:
    """Everything that makes one card: what was burnt, and the bytes of its files."""

    card_id: str
    """32 hexadecimal digits."""
    generation: int
    pin: str = field(repr=False)
    """The PIN it was issued with; empty when it was never set."""
    tries: int
    files: Mapping[str, FileBytes] = field(repr=False)
    nameless: bool = False
    """An old card whose environment cannot be selected by name."""

    def card(self, folder: Path, keys: dict[str, bytes] | None = None) -> VirtualCard:
        """Return the card as it was when it was used last.

        :param folder: where the card keeps its counters and its PIN.
        :param keys: other keys by name than the card's own, as on a copied card.
        """
        algorithm = algorithm_of_generation(self.generation)
        own = {name: card_key(self.card_id, name, algorithm) for name in key_names()}
        pin = bytes.fromhex(self.pin + "F" * (len(self.pin) % 2))
        burnt = own if keys is None else keys
        chip = Chip(_atr(self.card_id), algorithm, burnt, pin)
        return VirtualCard(
            self._root(),
            chip,
            Counters(folder / f"{self.card_id}.json", self._limits),
            PinMemory(folder / f"{self.card_id}.pin", chip.pin),
        )

    @property
    def _limits(self) -> dict[str, int]:
        return {PIN: self.tries, **dict.fromkeys(key_names(), _KEY_TRIES)}

    def tries_left(self, folder: Path) -> dict[str, tuple[int, int]]:
        """Return the tries left and the limit of the PIN and of every key."""
        counters = Counters(folder / f"{self.card_id}.json", self._limits)
        return {name: (counters[name], most) for name, most in self._limits.items()}

    @property
    def applications(self) -> tuple[Application, ...]:
        """Return the applications that have a file on this card."""
        areas = {file.partition(".")[0] for file in self.files}
        return tuple(a for a in (*APPLICATIONS, *ANNEX) if a.area in areas)

    def _root(self) -> DedicatedFile:
        """Build the tree: the environment is the master file itself."""
        files = [*self._files("SSSE"), directory(self.applications)]
        folders = [application_tree(a, self._files(a.area)) for a in self.applications]
        return DedicatedFile(
            fid=MASTER_FID,
            name=b"" if self.nameless else ENVIRONMENT_NAME,
            proprietary=_proprietary(self.generation),
            files={file.fid: file for file in files},
            folders={folder.fid: folder for folder in folders},
        )

    def _files(self, area: str) -> list[ElementaryFile]:
        return [
            self._file(file) for file in self.files if file.partition(".")[0] == area
        ]

    def _file(self, file: str) -> ElementaryFile:
        held = self.files[file]
        rights = read_rights(file, self.generation)
        fid = int(file[-4:], 16)
        if isinstance(held, bytes):
            return ElementaryFile(fid, rights, body=held)
        return ElementaryFile(fid, rights, list(held))


def card_from_person(
    person: Person,
    counters: Path,
    *,
    nameless: bool = False,
    keys: dict[str, bytes] | None = None,
) -> VirtualCard:
    """Issue the person's card, or give it back as it was when it was used last.

    :param counters: the folder for what the card keeps: its counters and its PIN.
    :param nameless: an old card whose environment cannot be selected by name.
    :param keys: other keys by name than the card's own, as on a copied card.
    :raises ValueError: when a value does not fit the card.
    """
    return image_of(person, nameless=nameless).card(counters, keys)


def image_of(person: Person, *, nameless: bool = False) -> CardImage:
    """Return the image of a person's card.

    :raises ValueError: when a value does not fit the card.
    """
    card = person.card
    files = written(files_of(person), card.generation)
    return CardImage(
        card.id, card.generation, card.pin, card.tries, files, nameless=nameless
    )


def written(
    contents: Mapping[str, Content],
    generation: int,
    writer: FileWriter | None = None,
) -> dict[str, FileBytes]:
    """Return the bytes of all files that a generation has, most of them empty.

    The annex's files are there only where they have content: few cards have them.

    :raises ValueError: when a value does not fit the card.
    """
    writer = writer or FileWriter(generation)
    found: dict[str, FileBytes] = {}
    annex = {application.area for application in ANNEX}
    for file in standard().files:
        area = file.partition(".")[0]
        absent = area in annex and file not in contents
        if absent or not writer.rows(file) or not _has_area(generation, area):
            continue
        content = contents.get(file, {})
        if writer.transparent(file):
            found[file] = writer.body(file, content)
        else:
            found[file] = tuple(writer.records(file, content))
    return found


def _has_area(generation: int, area: str) -> bool:
    return generation > 1 or area == "SSSE" or area in _FIRST_AREAS


def _proprietary(generation: int) -> bytes:
    """Return 88 (the DIR file's short id) and 9F0C with 86 (the algorithm)."""
    element = encode_record(0x86, bytes((algorithm_of_generation(generation),)))
    issuer = b"\x9f\x0c" + bytes((len(element),)) + element
    return encode_record(0x88, bytes((DIRECTORY_FID & 0x1F,))) + issuer


def _atr(card_id: str) -> bytes:
    """Return the ATR: four region digits and the serial end the historical bytes."""
    raw = bytes.fromhex(card_id)
    return ATR_HEAD + _HISTORY_HEAD + raw[:2] + raw[8:12]
