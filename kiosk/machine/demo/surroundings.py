"""The demo's surroundings in place of the parts that the settings name.

They are a child process; this file starts it, speaks to it and lets it end.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from kiosk.devices.virtual.jsonlines import CommandRefused, Reply
from kiosk.domain.faults import SetupError
from kiosk.settings.config import KioskConfig

START_LIMIT = 150.0


class MachineRoomClient:
    """The line to the demo's surroundings; one command at a time."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._reader, self._writer = reader, writer
        self._turn = asyncio.Lock()

    async def ask(self, command: dict[str, object]) -> Reply:
        """Send one command and return the reply.

        :raises CommandRefused: when the stage refuses it or is gone.
        """
        async with self._turn:
            self._writer.write(json.dumps(command).encode() + b"\n")
            await self._writer.drain()
            line = await self._reader.readline()
        if not line:
            raise CommandRefused("the demo's surroundings have ended")
        reply: Reply = json.loads(line)
        if "error" in reply:
            raise CommandRefused(reply["error"])
        return reply

    def close(self) -> None:
        """Close the line."""
        self._writer.close()


@dataclass(frozen=True, repr=False)
class Surroundings:
    """What is in force among virtual parts, and the line to these."""

    config: KioskConfig
    code: str | None = None
    """A one-time enrolment code, when the surroundings brought one."""
    client: MachineRoomClient | None = None


@asynccontextmanager
async def surroundings_of(
    config: KioskConfig, path: Path
) -> AsyncIterator[Surroundings]:
    """Give the settings with virtual parts in place of real ones, if they ask for it.

    The parts live as long as the block.
    """
    if not config.demo.surroundings:
        yield Surroundings(config)
        return
    process = await _start_stage(config, path)
    try:
        ready = await _first_line(process)
        os.environ.update(ready["environment"])
        reader, writer = await asyncio.open_unix_connection(ready["socket"])
        client = MachineRoomClient(reader, writer)
        yield Surroundings(_with_parts(config, ready), ready["code"], client)
        client.close()
    finally:
        await _end_stage(process)


def _with_parts(config: KioskConfig, ready: Reply) -> KioskConfig:
    reader = replace(
        config.reader, name=ready["reader"], contactless=ready["contactless"]
    )
    return replace(
        config,
        reader=reader,
        printer=replace(config.printer, port=ready["printer"]),
        center=replace(config.center, url=ready["center"]),
        idcard=replace(config.idcard, socket=ready["idcard"]),
        camera=replace(config.camera, socket=ready["camera"]),
    )


async def _start_stage(config: KioskConfig, path: Path) -> asyncio.subprocess.Process:
    folder = (config.state / "stage").resolve()
    Path(folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kiosk", "stage"),
        *("--folder", str(folder), "--kiosk", config.machine.id),
        *("--region", config.machine.region),
        *("--config", str(path.resolve()), "--printer", config.printer.profile),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )


async def _first_line(process: asyncio.subprocess.Process) -> Reply:
    assert process.stdout is not None
    async with asyncio.timeout(START_LIMIT):
        line = await process.stdout.readline()
    if not line:
        raise SetupError("The demo's surroundings ended; their message stands above.")
    ready: Reply = json.loads(line)
    if "error" in ready:
        raise SetupError(f"The demo's surroundings did not start: {ready['error']}")
    return ready


async def _end_stage(process: asyncio.subprocess.Process) -> None:
    """Close its input, which asks it to end; kill it when it does not."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(10):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
