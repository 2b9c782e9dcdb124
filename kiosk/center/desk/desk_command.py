"""`kiosk center desk`: what is printed, and how it ends."""

import json
import sys
from pathlib import Path

from kiosk.center.desk.desk_serve import DeskPapers, serve_desk
from kiosk.settings.texts import Texts


def desk_command(
    folder: Path,
    host: str,
    port: int,
    names: list[str],
    papers: tuple[Path | None, Path | None],
    texts: Texts,
) -> int:
    """Serve the operators' pages until a signal; the first line is JSON: the port."""
    certificate, key = papers
    if (certificate is None) != (key is None):
        print(texts("desk__both_papers"), file=sys.stderr)
        return 2
    own = None
    if certificate is not None and key is not None:
        own = DeskPapers(certificate, key)

    def ready(real_port: int) -> None:
        print(json.dumps({"port": real_port}), flush=True)

    return serve_desk(folder, host, port, names, own, ready)
