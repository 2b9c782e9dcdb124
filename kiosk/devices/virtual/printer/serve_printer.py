"""`kiosk printer serve`: a virtual printer on a line of its own until Ctrl-C.

Scripts speak to it by JSON lines, on standard input or on a Unix socket.
"""

import asyncio
import json
import os
import signal
import stat
import sys
from pathlib import Path
from typing import Any, TextIO

from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.virtual.jsonlines import (
    CommandRefused,
    Reply,
    answer_line,
    serve_lines,
)
from kiosk.devices.virtual.printer.printer_control import change, paper_lying
from kiosk.devices.virtual.printer.pty_link import PrinterLink, PtyLink
from kiosk.devices.virtual.printer.tcp_link import TcpLink
from kiosk.devices.virtual.printer.virtual_printer import VirtualPrinter

_PICTURE_S = 10.0
_NETWORK_BAUD = 10_000_000


class PrinterServer:
    """One printer with its folder, and what scripts may ask of it."""

    def __init__(self, profile: PrinterProfile, folder: Path, tcp: int | None) -> None:
        """Listen on a TCP port, or make the pseudo terminal `printer` in the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._name = profile.name
        self.link: PrinterLink = (
            PtyLink(folder / "printer") if tcp is None else TcpLink(tcp)
        )
        baud = profile.line.baud if tcp is None else _NETWORK_BAUD
        self.printer = VirtualPrinter(self.link, folder, profile, baud)

    def ready(self) -> Reply:
        """Return where the printer is."""
        place: Reply = {"printer": str(self._folder / "printer")}
        if isinstance(self.link, TcpLink):
            place = {"tcp": self.link.port}
        return {**place, "profile": self._name, "folder": str(self._folder)}

    async def handle(self, command: dict[str, Any]) -> Reply:
        """Carry out one command.

        :raises CommandRefused: when the command or its values are not known.
        """
        match command["do"]:
            case "printer":
                change(self.printer, command)
            case "receipts":
                pass
            case other:
                raise CommandRefused(f"unknown: do={other!r}; printer or receipts")
        count = len(self.printer.receipts)
        await asyncio.to_thread(self.printer.wait_receipts, count, _PICTURE_S)
        return paper_lying(self.printer)


async def serve_printer(
    server: PrinterServer, control: Path | None, out: TextIO
) -> int:
    """Serve until SIGINT or SIGTERM; the end of standard input ends nothing."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    sockets = await serve_lines(control, server.handle) if control else None
    with server.printer:
        ready = server.ready() | ({"control": str(control)} if control else {})
        _say(ready, out)
        script = asyncio.create_task(_script(server, out))
        await ended.wait()
        script.cancel()
    if sockets is not None:
        sockets.close()
    return 0


async def _script(server: PrinterServer, out: TextIO) -> None:
    """Answer each line of standard input by one of standard output."""
    mode = os.fstat(sys.stdin.fileno()).st_mode
    if stat.S_ISREG(mode) or (stat.S_ISCHR(mode) and not sys.stdin.isatty()):
        return  # a file or /dev/null cannot be waited for: there is no script
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    try:
        await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    except (ValueError, OSError):
        return  # a file or /dev/null: there is no script
    while line := await reader.readline():
        _say(await answer_line(line, server.handle), out)


def _say(reply: Reply, out: TextIO) -> None:
    print(json.dumps(reply, ensure_ascii=False), file=out, flush=True)
