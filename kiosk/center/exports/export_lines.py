"""`kiosk center open-export`: what an export says, in plain lines; no content."""

import sys
from contextlib import closing
from pathlib import Path

import msgspec

from kiosk.center.applications.application_keys import ActKeys
from kiosk.center.database.connecting import connect
from kiosk.center.exports.export_file import ExportBroken
from kiosk.center.exports.opened_export import OpenedExport
from kiosk.domain.china_time import china_second
from kiosk.domain.notation import second
from kiosk.settings.texts import Texts
from kiosk.settings.told import in_words
from kiosk.sync.wire.events.event_words import can_be, event_said, moment_of
from kiosk.sync.wire.export_wire import ExportEntry
from kiosk.sync.wire.upload_wire import Event


def open_export_command(folder: Path, export: Path, texts: Texts) -> int:
    """Open an export with a center's keys and list it; 1 when it is not whole."""
    listed = False
    try:
        with closing(connect(folder)) as db:
            opened = OpenedExport(export, ActKeys(folder), db)
            for entry in opened.entries():
                print(_line(entry, texts))
                listed = True
    except ExportBroken as error:
        print(in_words(error, texts), file=sys.stderr)
        if listed:
            print(texts("export__broken_off"), file=sys.stderr)
        return 1
    for line in _end(opened, texts):
        print(line)
    return 0 if opened.is_whole else 1


def _line(entry: ExportEntry, texts: Texts) -> str:
    """Return where, when and what; the time is the kiosk's own clock's."""
    place, event = entry
    if event is None:
        return f"{place.epoch}:{place.seq} -"
    at = moment_of(event.wall_us, None)
    wrong = "" if can_be(at) else f" ({texts('entry_time__wrong')})"
    said = event_said(texts, event.kind, _payload(event))
    head = f"{place.epoch}:{place.seq} {second(at)}{wrong}"
    return f"{head} {_shown(event.kind)}  {said}"


def _payload(event: Event) -> dict[str, object]:
    try:
        return msgspec.json.decode(event.payload, type=dict[str, object])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}


def _end(opened: OpenedExport, texts: Texts) -> list[str]:
    manifest, chain = opened.manifest, opened.chain
    counts = {"events": chain.opened, "broken": chain.broken}
    told = {"kiosk": manifest.kiosk, "number": manifest.number}
    made = _shown(manifest.made) or "?"
    lines = [texts("export__opened", **told, made=made, **counts)]
    if opened.signed.until is not None:
        until = china_second(opened.signed.until)
        key = "export__revoked" if opened.signed.revoked else "export__former_key"
        lines.append(texts(key, kiosk=manifest.kiosk, until=until))
    if not manifest.whole:
        lines.append(texts("export__part"))
    if chain.broken:
        lines.append(texts("export__some_broken", broken=chain.broken))
    if chain.first_break is not None:
        where = f"{chain.first_break.epoch}:{chain.first_break.seq}"
        lines.append(texts("export__chain_broken", where=where))
    if opened.is_whole:
        lines.append(texts("export__chain_whole"))
    return lines


def _shown(text: str) -> str:
    """Return a text for a terminal: a kind or a time may be anything."""
    return "".join(c if c.isprintable() else "?" for c in text)
