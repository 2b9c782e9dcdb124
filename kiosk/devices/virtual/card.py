"""Issues virtual cards: a demo person's data written into a fresh card.

The card's own behaviour is in `chip.py`; people come from `kiosk.people`.
"""

from datetime import date
from pathlib import Path

from kiosk.devices.card.codec import encode_record, encode_text
from kiosk.devices.card.demo_keys import (
    HOLDER_READ_KEY,
    INTERNAL_KEY,
    algorithm_of_generation,
    card_key,
)
from kiosk.devices.card.environment import ENVIRONMENT_NAME
from kiosk.devices.card.items import HOLDER_FILE, ISSUER_FILE, Item, encode, file_items
from kiosk.devices.virtual.chip import Chip, VirtualCard
from kiosk.devices.virtual.counters import Counters
from kiosk.devices.virtual.files import (
    APPLICATIONS,
    DIRECTORY_FID,
    FREE,
    MASTER_FID,
    PIN,
    DedicatedFile,
    ElementaryFile,
    application_tree,
    directory,
    either,
    empty_file,
)
from kiosk.people import Person

__all__ = ["VirtualCard", "card_from_person"]

ATR_HEAD = bytes.fromhex("3B6D0000")
"""T=0, direct convention, 13 historical bytes."""
_HISTORY_HEAD = bytes.fromhex("00814E43238697")
"""Chip maker, COS and card maker; region and serial follow."""
_VERSIONS = {1: "1.00", 2: "2.00", 3: "3.00"}
_INITIALISER = "9156000002"
_KEY_TRIES = 15


def card_from_person(
    person: Person, counters: Path, *, nameless: bool = False
) -> VirtualCard:
    """Issue the person's card.

    :param counters: the folder for the file with the card's counters.
    :param nameless: an old card whose environment cannot be selected by name.
    :raises ValueError: when a value does not fit the card.
    """
    card = person.card
    algorithm = algorithm_of_generation(card.generation)
    keys = {
        name: card_key(card.id, name, algorithm)
        for name in (INTERNAL_KEY, HOLDER_READ_KEY)
    }
    limits = {PIN: card.tries, HOLDER_READ_KEY: _KEY_TRIES}
    chip = Chip(_atr(card.id), algorithm, keys, _pin(card.pin))
    root = _root(person, nameless=nameless)
    return VirtualCard(root, chip, Counters(counters / f"{card.id}.json", limits))


def _pin(digits: str) -> bytes:
    return bytes.fromhex(digits if len(digits) % 2 == 0 else digits + "F")


def _atr(card_id: str) -> bytes:
    """Return the ATR: four region digits and the serial end the historical bytes."""
    raw = bytes.fromhex(card_id)
    return ATR_HEAD + _HISTORY_HEAD + raw[:2] + raw[8:12]


def _root(person: Person, *, nameless: bool) -> DedicatedFile:
    """Build the tree: the environment is the master file itself."""
    generation = person.card.generation
    algorithm = algorithm_of_generation(generation)
    element = encode_record(0x86, bytes((algorithm,)))
    issuer_data = b"\x9f\x0c" + bytes((len(element),)) + element
    # The first generation has no application of today's kind on it.
    applications = APPLICATIONS if generation >= 2 else ()
    files = [
        _written(ISSUER_FILE, _issuer_values(person), generation),
        _written(HOLDER_FILE, _holder_values(person), generation),
        empty_file("SSSE.EF07"),
        empty_file("SSSE.EF08"),
        directory(applications),
    ]
    folders = [application_tree(application) for application in applications]
    return DedicatedFile(
        fid=MASTER_FID,
        name=b"" if nameless else ENVIRONMENT_NAME,
        proprietary=encode_record(0x88, bytes((DIRECTORY_FID & 0x1F,))) + issuer_data,
        files={file.fid: file for file in files},
        folders={folder.fid: folder for folder in folders},
    )


def _issuer_values(person: Person) -> dict[str, bytes | str | date]:
    card = person.card
    region = card.id[:6]
    return {
        "card_id": bytes.fromhex(card.id),
        "card_class": card.card_class,
        "version": _VERSIONS[card.generation],
        "initialiser": f"{_INITIALISER}{region}{region}01",
        "issued": card.issued,
        "valid_until": card.valid_until,
        "card_number": card.number,
    }


def _holder_values(person: Person) -> dict[str, bytes | str | date]:
    head, rest = _split_name(person.name, 0x1E)
    return {
        "number": person.number,
        "name": head,
        "name_rest": rest,
        "sex": person.sex,
        "nation": person.nation,
        "birthplace": person.birthplace,
        "born": person.born,
    }


def _split_name(name: str, length: int) -> tuple[bytes, bytes]:
    raw = encode_text(name)
    return raw[:length].ljust(length, b"\x00"), raw[length:]


def _written(
    file: str, values: dict[str, bytes | str | date], generation: int
) -> ElementaryFile:
    """Write one file's records in the order of the card's generation."""
    rows = [row for row in file_items(file) if row.top_level]
    if generation == 1:
        rows = [row for row in rows if row.key != "name_rest"]
    protected = generation >= 3 and file == HOLDER_FILE
    rights = either(HOLDER_READ_KEY) if protected else FREE
    records = [
        encode_record(row.tag or 0, _value(row, values[row.key])) for row in rows
    ]
    return ElementaryFile(int(file[-4:], 16), rights, records)


def _value(row: Item, value: bytes | str | date) -> bytes:
    """Return a value at its full length; bytes are only padded.

    :raises ValueError: when it is too long.
    """
    if not isinstance(value, bytes):
        return encode(row, value)
    if len(value) > row.length:
        raise ValueError(f"{row.key}: {len(value)} bytes do not fit {row.length}")
    return value.ljust(row.length, b"\x00")
