"""Random contents for every file of the card, and how a card is read whole again."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from kiosk.devices.card.holder.contents import FileContent
from kiosk.devices.card.holder.filesystem import CardFiles
from kiosk.devices.card.holder.item_values import Value
from kiosk.devices.card.holder.items import Item, ItemForm, ItemKind, ItemUnit, standard
from kiosk.devices.card.holder.social_card import SocialSecurityCard
from kiosk.devices.card.keys.authentication import Algorithm, answer
from kiosk.devices.card.keys.key_provider import APPLICATION_KEYS
from kiosk.devices.card.protocol.transport import Transport
from kiosk.devices.virtual.card.issuing import CardImage, written
from kiosk.devices.virtual.card.writing import Content, FileWriter
from kiosk.devices.virtual.demo_keys import card_key
from kiosk.domain.china_time import CHINA
from kiosk.domain.secret import Pin
from tests.devices.card.samples import PIN

CARD_ID = "990101D15600000500000042A1B2C3D4"
LETTERS = st.characters(codec="gbk", categories=["L", "N"])


def variety(generation: int, rewritten: bool, unemployed_in: str) -> FileWriter:
    """Return the writer of one kind of card."""
    return FileWriter(generation, rewritten=rewritten, unemployed_in=unemployed_in)


def values(form: ItemForm, room: int) -> st.SearchStrategy[Value]:
    """Return random values of an item; None is "nothing written yet"."""
    length = room
    digits = st.text("0123456789", min_size=1, max_size=2 * length)
    match form.unit:
        case ItemUnit.DATE:
            found: st.SearchStrategy[Value] = st.dates(min_value=date(1000, 1, 1))
        case ItemUnit.TIME:
            found = st.datetimes(
                min_value=datetime(1900, 1, 1), timezones=st.just(CHINA)
            ).map(lambda at: at.replace(microsecond=0))
        case ItemUnit.FEN:
            most = (
                256**length - 2 if form.kind is ItemKind.BINARY else 10 ** (2 * length)
            )
            found = st.integers(0, most - 1).map(lambda fen: Decimal(fen) / 100)
        case ItemUnit.COUNT if form.kind is ItemKind.BINARY:
            return st.integers(0, 256**length - 2)
        case ItemUnit.COUNT:
            wide = 2 * length if form.kind is ItemKind.CN else length
            found = st.integers(0, 10**wide - 1)
        case ItemUnit.REGION:
            found = st.integers(1, 999999).map(lambda number: f"{number:06d}")
        case ItemUnit.HEX:
            return st.binary(min_size=length, max_size=length).map(_hex)
        case ItemUnit.BYTES:
            return st.binary(min_size=1, max_size=64).map(lambda raw: raw + b"\x01")
        case _ if form.kind is ItemKind.CN:
            found = digits
        case ItemUnit.TEXT:
            found = st.text(LETTERS, min_size=1, max_size=length // 2)
        case _:
            found = st.text("0123456789ABCX", min_size=1, max_size=length)
    if form.kind is ItemKind.BINARY:
        return found
    return found | st.none()


def _hex(raw: bytes) -> str:
    return raw.hex().upper()


def fields(rows: list[Item]) -> st.SearchStrategy[dict[str, Value]]:
    """Return random values for rows that stand beside each other."""
    return st.fixed_dictionaries(
        {row.key: values(row.form, row.length) for row in rows}
    )


def content(
    writer: FileWriter, generation: int, rewritten: bool, file: str
) -> st.SearchStrategy[Content]:
    """Return random contents of one file."""
    rows = writer.rows(file)
    if rows[0].cyclic:
        records = st.lists(fields(rows), min_size=1, max_size=3)
        return st.fixed_dictionaries({"records": records})
    parts: dict[str, st.SearchStrategy[object]] = {}
    for row in rows:
        if row.parent or row.form.unit is ItemUnit.REST:
            continue
        if row.kind is ItemKind.NESTED:
            inner = fields(list(standard().members(row, generation)))
            size = row.repeat
            many = st.lists(inner, min_size=size, max_size=size)
            parts[row.key] = inner if size == 1 else many
        else:
            parts.update(_single(row, generation, rewritten))
    return st.fixed_dictionaries(parts)  # type: ignore[arg-type]


def _single(
    row: Item, generation: int, rewritten: bool
) -> Mapping[str, st.SearchStrategy[object]]:
    if rewritten and row.old is not None:
        form = row.rewritten or row.form
        if min(form.length, row.old.length) == row.old.length:
            # Today's value is as long as the old one: nothing tells them apart.
            return {row.key: st.none()}
        if form.kind is ItemKind.CN and row.rewritten is not None:
            return {row.key: st.text("0123456789", min_size=1, max_size=6)}
        return {row.key: values(form, form.length)}
    form = row.form_in(generation)
    if row.key == "name":
        return {
            row.key: st.text(LETTERS, min_size=1, max_size=25 if generation > 1 else 15)
        }
    return {form.key: values(form, form.length)}


def one(form: ItemForm) -> Value:
    """Return a value that fills an item as far as it goes."""
    length = form.length
    match form.unit:
        case ItemUnit.DATE:
            return date(2019, 3, 7)
        case ItemUnit.TIME:
            return datetime(2024, 2, 29, 23, 59, 58, tzinfo=CHINA)
        case ItemUnit.FEN:
            return Decimal("1234.56")
        case ItemUnit.COUNT:
            return 12
        case ItemUnit.REGION:
            return "990101"
        case ItemUnit.HEX:
            return "A5" * length
        case ItemUnit.BYTES:
            return b"\xff\xd8" + b"\x01" * (length - 2)
        case ItemUnit.TEXT:
            return "测" * (length // 2)
    return "7" * (2 * length if form.kind is ItemKind.CN else length)


def filled_with(writer: FileWriter, generation: int, file: str) -> Content:
    """Return contents of one file in which every item has a value."""
    rows = writer.rows(file)
    if rows[0].cyclic:
        return {"records": [{row.key: one(row.form) for row in rows}]}
    found: dict[str, object] = {}
    for row in rows:
        if row.parent or row.form.unit is ItemUnit.REST:
            continue
        form = row.form_in(generation)
        inner = {m.key: one(m.form) for m in standard().members(row, generation)}
        if row.kind is ItemKind.NESTED:
            found[row.key] = inner if row.repeat == 1 else [inner] * row.repeat
        elif row.key == "name":
            found[row.key] = "测" * (25 if generation > 1 else 15)
        else:
            found[form.key] = one(form)
    return found  # type: ignore[return-value]


def image(
    contents: Mapping[str, Content], generation: int, writer: FileWriter
) -> CardImage:
    """Return the image of a card with these contents."""
    files = written(contents, generation, writer)
    return CardImage(CARD_ID, generation, PIN, 6, files)


def unlocked(transport: Transport, generation: int) -> SocialSecurityCard:
    """Select the environment, prove the PIN and, on 3.0, the holder's read key."""
    card = SocialSecurityCard(transport)
    card.select_environment()
    card.verify_pin(Pin(PIN))
    prove(card, "RKSSSE", 0x0A, generation)
    return card


def prove(card: SocialSecurityCard, name: str, key_id: int, generation: int) -> None:
    """Show one key to the card, as a PSAM would compute it."""
    algorithm = Algorithm.SM4 if generation == 3 else Algorithm.DES
    key = card_key(CARD_ID, name, algorithm)
    original = bytes(range(8))
    challenge = card.get_challenge()
    card.external_authenticate(
        key_id, answer(algorithm, key, challenge, original) + original
    )


def read_whole(transport: Transport, generation: int) -> dict[str, FileContent]:
    """Read every file of the standard with every right there is."""
    card = unlocked(transport, generation)
    files = CardFiles(transport, generation)
    found = {}
    for file in standard().files:
        area = int(file[:4], 16) if file.startswith("DF") else 0
        if area in APPLICATION_KEYS and files.enter(file[:4]):
            for key_id, name in APPLICATION_KEYS[area].items():
                prove(card, name, key_id, generation)
        found[file] = files.read(file)
    files.leave()
    return found


def plain(file: FileContent) -> Content:
    """Return what was read in the shape in which it was written."""
    if standard().file(file.file)[0].cyclic:
        return {"records": file.records()}
    found: dict[str, object] = {}
    for entry in file.entries:
        if entry.form.unit is ItemUnit.REST:
            continue
        if not entry.members:
            found[entry.key] = entry.value
            continue
        inner = {member.key: member.value for member in entry.members}
        many = entry.row is not None and entry.row.repeat > 1
        if many:
            found.setdefault(entry.key, [])
            found[entry.key].append(inner)  # type: ignore[attr-defined]
        else:
            found[entry.key] = inner
    return found  # type: ignore[return-value]
