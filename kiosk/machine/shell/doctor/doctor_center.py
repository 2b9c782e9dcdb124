"""What `kiosk doctor` sees of the center: the line, the certificate, the region."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.message import Message
from kiosk.domain.notation import minute
from kiosk.machine.shell.doctor.doctor_line import LOOK, DoctorLine, as_it_is
from kiosk.session.staff.pages import PartHealth
from kiosk.session.staff.part_rows import CLOCK_OFF
from kiosk.settings.config import KioskConfig
from kiosk.settings.regions import load_region
from kiosk.settings.told import Told
from kiosk.sync.identity.certificates import Certificates
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.key_file import KEYS_FILE
from kiosk.sync.line.center_client import CenterClient

CERTIFICATE_WARNING = timedelta(days=14)
"""A certificate is renewed well before; this near its end that has not worked."""


async def center_lines(config: KioskConfig, path: Path) -> list[DoctorLine]:
    if not config.center.url:
        none = Message("doctor__seen__not_configured")
        return [DoctorLine("center", PartHealth.UNKNOWN, none)]
    url, folder = config.center.url, config.state / "keys"
    try:
        keys = DeviceKeys.load(folder)
    except KioskError as error:
        fault = error.fault
        told_already = fault in (Fault.STORE_DENIED, Fault.KEYS_SEALED)
        if not told_already and not (folder / KEYS_FILE).exists():
            fault = Fault.NOT_ENROLLED
        why = error.told if isinstance(error, Told) else None
        seen = as_it_is(url)
        if why is not None:
            seen = Message("doctor__seen__url_because", url=url, why=why)
        return [DoctorLine("center", PartHealth.BAD, seen, fault), *_untold()]
    client = CenterClient(url, config.machine.id, keys, folder, LOOK)
    ending = ending_soon(
        Certificates(folder, keys), datetime.now(ZoneInfo(config.machine.zone))
    )
    try:
        health, asked = await client.health(), datetime.now(UTC)
        name = await _known_as(client, config.machine.id)
    except KioskError as error:
        seen = _ending(as_it_is(url), ending)
        return [DoctorLine("center", PartHealth.BAD, seen, error.fault), *_untold()]
    finally:
        await client.close()
    worth = PartHealth.WARNING if ending else PartHealth.OK
    seen = _ending(as_it_is(f"{url} {health.version}"), ending)
    own = load_region(path, config.machine.region).region.id
    return [
        DoctorLine("center", worth, seen),
        name,
        clocks_seen((health.time - asked).total_seconds()),
        region_seen(own, health.region),
    ]


def _untold() -> list[DoctorLine]:
    """Return what only the center could tell: nobody knows it now."""
    seen = Message("doctor__seen__center_silent")
    parts = ("machine", "clocks", "region")
    return [DoctorLine(part, PartHealth.UNKNOWN, seen, advice="") for part in parts]


async def _known_as(client: CenterClient, machine: str) -> DoctorLine:
    """Ask the center for this machine by its own name, over its certificate."""
    try:
        await client.position()
    except KioskError as error:
        if error.fault is not Fault.CENTER_REFUSED_US:
            raise
        seen = Message("doctor__seen__other_name", machine=machine)
        return DoctorLine("machine", PartHealth.BAD, seen, error.fault)
    seen = Message("doctor__seen__same_name", machine=machine)
    return DoctorLine("machine", PartHealth.OK, seen)


def clocks_seen(ahead: float) -> DoctorLine:
    """Compare both clocks; seconds by which the center's is ahead."""
    seen = Message("doctor__seen__off", seconds=f"{-ahead:+.0f}")
    apart = abs(ahead) > CLOCK_OFF
    return DoctorLine("clocks", PartHealth.WARNING if apart else PartHealth.OK, seen)


def _ending(seen: Message, ending: Message | None) -> Message:
    if ending is None:
        return seen
    return Message("doctor__seen__and", one=seen, other=ending)


def region_seen(own: str, centers: str) -> DoctorLine:
    """Compare whose rules the pages promise by and whose the center judges by."""
    if not centers:
        silent = Message("doctor__seen__no_region", own=own)
        return DoctorLine("region", PartHealth.UNKNOWN, silent)
    if own != centers:
        differ = Message("doctor__seen__other_region", own=own, centers=centers)
        return DoctorLine("region", PartHealth.BAD, differ)
    same = Message("doctor__seen__same_region", own=own)
    return DoctorLine("region", PartHealth.OK, same)


def ending_soon(papers: Certificates, now: datetime) -> Message | None:
    """Say when our certificate ends; None while that is far away."""
    life = papers.life()
    if life is None or life.ends - now > CERTIFICATE_WARNING:
        return None
    word = "ends" if life.ends > now else "ended"
    at = minute(life.ends.astimezone(now.tzinfo))
    return Message(f"doctor__certificate__{word}", at=at)
