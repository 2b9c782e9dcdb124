"""`kiosk center open-export`: what an export says, in plain lines; no content."""

from pathlib import Path

from kiosk.center.applications.application_keys import ActKeys
from kiosk.center.exports.opened_export import OpenedExport, open_export
from kiosk.settings.texts import Texts


def open_export_command(folder: Path, export: Path, texts: Texts) -> int:
    """Open an export with a center's keys and list it; 1 when it is not whole.

    :raises ExportBroken: when it is not as a kiosk wrote it.
    """
    opened = open_export(export, ActKeys(folder))
    for event in opened.events:
        kind = "".join(c if c.isprintable() else "?" for c in event.kind)
        print(f"{event.epoch}:{event.seq} {event.wall_us} {kind}")
    for epoch, seq in opened.broken:
        print(f"{epoch}:{seq} -")
    for line in _end(opened, texts):
        print(line)
    return 1 if opened.broken or opened.first_break or not opened.manifest.whole else 0


def _end(opened: OpenedExport, texts: Texts) -> list[str]:
    manifest, place = opened.manifest, opened.first_break
    counts = {"events": len(opened.events), "broken": len(opened.broken)}
    made = "".join(c if c.isprintable() else "?" for c in manifest.made) or "?"
    told = {"kiosk": manifest.kiosk, "number": manifest.number, "made": made}
    lines = [texts("export__opened", **told, **counts)]
    if not manifest.whole:
        lines.append(texts("export__part"))
    if place is not None:
        where = f"{place.epoch}:{place.seq}"
        return [*lines, texts("export__chain_broken", where=where)]
    return [*lines, texts("export__chain_whole")]
