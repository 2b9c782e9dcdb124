"""What a center's node spends on the pulses of many machines: real HTTPS, one machine.

    .venv/bin/python -m bench.fleet [--machines 1000] [--seconds 60] [--postgresql]

Each machine holds one connection and pulses as a kiosk does: its answer is held, and
the next pulse comes a second later. Reported: the processor time of the center per
pulse, and what 10,000 machines with a pulse each 51 s would take of one core; the
memory of the node; how long orders took to held machines.
"""

import argparse
import asyncio
import resource
import ssl
import statistics
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from bench.center_process import center
from bench.processes import cost, pss
from kiosk.center.database.connecting import connect
from kiosk.center.database.engine import keep_url
from kiosk.center.database.transactions import transaction
from kiosk.center.fleet.orders import give_order
from kiosk.center.identity.authority import Authority
from kiosk.center.identity.registry import _register, change_key
from kiosk.sync.wire.downward.pulse_wire import PartPulse, Pulse, PulseAnswer
from tests.postgres import cluster

FLEET, EVERY_S = 10_000, 51.0
PARTS = ("reader", "printer", "center", "disk", "loss_reports", "clock", "queue")


def papers(folder: Path, count: int) -> list[Path]:
    """Enrol machines in one go, and return a file with key and certificate of each."""
    authority = Authority.load_or_create(folder)
    key = ec.generate_private_key(ec.SECP256R1())
    own = key.private_bytes(
        Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
    )
    found = []
    with closing(connect(folder)) as db, transaction(db):
        for number in range(count):
            name = f"hall-{number}"
            subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
            asked = x509.CertificateSigningRequestBuilder().subject_name(subject)
            pem = asked.sign(key, SHA256()).public_bytes(Encoding.PEM).decode()
            certificate = authority.issue_kiosk(pem, name)
            change_key(db, name, number.to_bytes(32, "big"), time.time() - 999)
            _register(db, authority, certificate, name)
            file = folder / f"{name}.pem"
            file.write_bytes(own + certificate.public_bytes(Encoding.PEM))
            found.append(file)
    return found


class Machine:
    """One machine that pulses."""

    def __init__(self, port: int, folder: Path, file: Path) -> None:
        self._port, self._file = port, file
        self._authority = Authority.path(folder)
        self.number = self.order = 0
        self.answered = 0
        self.heard: dict[int, float] = {}

    async def run(self, wait: int) -> None:
        """Pulse until cancelled; a center that is busy at the door is asked again."""
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._connected(wait)
            await asyncio.sleep(1)

    async def _connected(self, wait: int) -> None:
        context = ssl.create_default_context(cafile=str(self._authority))
        context.load_cert_chain(self._file)
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", self._port, ssl=context, server_hostname="127.0.0.1"
        )
        while True:
            self.number += 1
            body = msgspec.json.encode(self._pulse(wait))
            head = (
                "POST /v1/pulse HTTP/1.1\r\nhost: center\r\n"
                "content-type: application/json\r\n"
                f"content-length: {len(body)}\r\n\r\n"
            )
            writer.write(head.encode() + body)
            answer = await self._answer(reader)
            self.answered += 1
            if answer.orders:
                self.order += len(answer.orders)
                self.heard[self.order] = time.time()
            await asyncio.sleep(answer.after)

    async def _answer(self, reader: asyncio.StreamReader) -> PulseAnswer:
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n")[0]:
            raise RuntimeError(head.decode())
        length = head.lower().split(b"content-length:")[1].split(b"\r\n")[0]
        return msgspec.json.decode(
            await reader.readexactly(int(length)), type=PulseAnswer
        )

    def _pulse(self, wait: int) -> Pulse:
        return Pulse(
            boot="0123456789abcdef",
            number=self.number,
            version="0.1.0",
            site="云川市政务服务中心",
            state="open",
            parts=tuple(PartPulse(name, "ok", age=7) for name in PARTS),
            up=1000,
            paper_mm=40_000,
            disk_mb=20_000,
            certificate_days=60,
            order=self.order,
            wait=wait,
        )


async def measure(
    folder: Path, port: int, pid: int, options: argparse.Namespace
) -> None:
    """Run the machines and print what the center took."""
    files = papers(folder, options.machines)
    machines = [Machine(port, folder, file) for file in files]
    tasks = []
    for machine in machines:
        tasks.append(asyncio.create_task(machine.run(options.wait)))
        await asyncio.sleep(options.wait / len(machines))
    ended = [task for task in tasks if task.done()]
    print(f"{len(machines)} connections, {len(ended)} ended")
    began, before = time.monotonic(), cost([pid])
    first = sum(machine.answered for machine in machines)
    await asyncio.sleep(options.seconds)
    after, took = cost([pid]), time.monotonic() - began
    pulses = sum(machine.answered for machine in machines) - first
    cpu = after.cpu - before.cpu
    each = cpu / max(1, pulses)
    share = each * FLEET / EVERY_S
    print(f"{pulses} pulses in {took:.0f} s, {cpu:.2f} s of processor time")
    print(f"{each * 1000:.2f} ms a pulse; {FLEET} machines: {share:.1%} of one core")
    print(f"memory of the node: {pss([pid]):.0f} MiB")
    await orders(folder, machines[:50])
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def orders(folder: Path, machines: list[Machine]) -> None:
    """Give an order to some machines, one by one, and print how long each took."""
    given = {}
    with closing(connect(folder)) as db:
        for number, machine in enumerate(machines):
            given[machine] = time.time()
            own = f"hall-{number}", "restart", "bench", given[machine]
            await asyncio.to_thread(give_order, db, *own)
            await asyncio.sleep(0.05)
    await asyncio.sleep(5)
    took = [m.heard[1] - at for m, at in given.items() if 1 in m.heard]
    print(
        f"{len(took)} of {len(machines)} orders heard; "
        f"median {statistics.median(took):.2f} s, longest {max(took):.2f} s"
    )


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--machines", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--wait", type=int, default=20)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory(prefix="kiosk-fleet-") as name:
        folder = Path(name)
        if options.postgresql:
            keep_url(folder, cluster().fresh())
        connect(folder).close()
        with center(folder) as (port, pid):
            asyncio.run(measure(folder, port, pid, options))


if __name__ == "__main__":
    main()
