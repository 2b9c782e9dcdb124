"""What a center does while very many kiosks come at once, and what each costs it."""

import asyncio
import json
import os
import ssl
import sys
import time
from pathlib import Path

from PIL import Image, ImageDraw

from bench.simulated_kiosks import Kiosk, Line, Tally, drained
from bench.verdict import part
from kiosk.center.identity.authority import Authority

STEPS = (10, 100, 1000, 10_000)
SPREAD = 10.0
"""Seconds over which they come back."""
PERSON = b'{"number": "990101198001010018", "name": "x"}'
TICKS = os.sysconf("SC_CLK_TCK")


def address(number: int) -> str:
    """Return where a kiosk is: the center counts strangers at each address."""
    return f"127.1.{number // 250 % 250}.{number % 250 + 1}"


async def came(kiosks: list[Kiosk], port: int, folder: Path) -> dict[str, float]:
    """Let them come, while a process beside asks for health and as a person would."""
    tally, pipe = Tally(), asyncio.subprocess.PIPE
    command = [sys.executable, "-m", "bench.crowd", str(folder), str(port)]
    beside = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    began = time.perf_counter()
    await asyncio.gather(
        *(
            drained(each, port, address(number), SPREAD, tally)
            for number, each in enumerate(kiosks)
        )
    )
    took = time.perf_counter() - began
    health, person = json.loads((await beside.communicate())[0])
    print(f"  answers {tally.answers}, broken {tally.broken}, {len(health)} looks")
    return {
        "crowd s": took,
        "health p99 s": part(health, 0.99),
        "person p99 s": part(person, 0.99),
        "crowd: not 200 or 503": tally.broken
        + sum(n for status, n in tally.answers.items() if status not in (200, 503)),
        "crowd: 503 without a time": tally.without_wait,
    }


async def looked(folder: Path, port: int) -> tuple[list[float], list[float]]:
    """Ask over two lines until standard input ends; return what each took."""
    context = ssl.create_default_context(cafile=str(Authority.path(folder)))
    context.load_cert_chain(folder / "simulated.pem")
    over = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    return await asyncio.gather(
        _asking(Line(port, context, "127.0.0.1"), "GET", "/health", b"", over),
        _asking(
            Line(port, context, "127.0.0.1"), "POST", "/acts/progress", PERSON, over
        ),
    )


async def _asking(
    line: Line, method: str, path: str, body: bytes, over: "asyncio.Future[str]"
) -> list[float]:
    times: list[float] = []
    head = "content-type: application/json\r\n" if body else ""
    await line.ask(method, path, head, body)  # the first one makes the line
    while not over.done():
        began = time.perf_counter()
        status, _, answer = await line.ask(method, path, head, body)
        times.append(time.perf_counter() - began)
        assert status == 200, answer
        await asyncio.sleep(0.05)
    line.close()
    return times


async def cost(kiosks: list[Kiosk], port: int, process: int) -> float:
    """Return the center's CPU seconds for each kiosk."""
    tally, before = Tally(), _cpu(process)
    spread = len(kiosks) / 100
    await asyncio.gather(
        *(
            drained(each, port, address(number), spread, tally)
            for number, each in enumerate(kiosks)
        )
    )
    return (_cpu(process) - before) / len(kiosks)


def _cpu(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def plot(costs: dict[int, float], path: Path) -> None:
    """Draw the cost of a kiosk among so many, a column each."""
    path.parent.mkdir(exist_ok=True)
    picture = Image.new("RGB", (480, 240), "white")
    pen, most = ImageDraw.Draw(picture), max(costs.values())
    for at, (count, each) in enumerate(costs.items()):
        left, top = 30 + at * 110, 210 - round(160 * each / most)
        pen.rectangle((left, top, left + 70, 210), fill="#2b5f8a")
        pen.text((left, 215), f"{count} kiosks", fill="black")
        pen.text((left, top - 14), f"{1000 * each:.1f} ms", fill="black")
    pen.text((30, 8), "CPU of the center for each kiosk", fill="black")
    picture.save(path)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(looked(Path(sys.argv[1]), int(sys.argv[2])))))
