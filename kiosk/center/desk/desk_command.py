"""`kiosk center desk`: what is printed, and how it ends."""

import json
import sys
from pathlib import Path

from kiosk.center.desk.desk_serve import DeskOptions, serve_desk
from kiosk.center.desk.entrance.desk_papers import DeskPapers
from kiosk.center.desk.watching.webhook import webhook_of
from kiosk.domain.faults import SetupError
from kiosk.domain.message import Message
from kiosk.settings.texts import Texts
from kiosk.settings.told import Told

_LEAST_TOKEN = 16


class NoToken(Told, SetupError):
    """The file with the token for the figures cannot be used."""


def desk_command(
    folder: Path,
    host: str,
    port: int,
    names: list[str],
    papers: tuple[Path | None, Path | None],
    files: tuple[Path | None, Path | None],
    texts: Texts,
) -> int:
    """Serve the operators' pages until a signal; the first line is JSON: the port.

    :param files: of the webhook, and of the token that reads the figures.
    """
    certificate, key = papers
    if (certificate is None) != (key is None):
        print(texts("desk__both_papers"), file=sys.stderr)
        return 2
    own = None
    if certificate is not None and key is not None:
        own = DeskPapers(certificate, key)

    def ready(real_port: int) -> None:
        print(json.dumps({"port": real_port}), flush=True)

    hook, token = files
    options = DeskOptions(
        hook=None if hook is None else webhook_of(hook),
        metrics_token="" if token is None else _token(token),
    )
    return serve_desk(folder, host, port, names, own, options, ready)


def _token(path: Path) -> str:
    """Return the token in a file.

    :raises NoToken: when there is none that is long enough.
    """
    try:
        text = path.read_text("ascii").strip()
    except (OSError, UnicodeError):
        text = ""
    if len(text) < _LEAST_TOKEN or not text.isprintable():
        raise NoToken(Message("desk__no_token", path=str(path)))
    return text
