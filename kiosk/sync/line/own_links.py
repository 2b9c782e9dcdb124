"""This machine's own network sockets: cable, address, way out; from local files only.

Nothing is sent and no name is looked up. What the kernel says of a driver is a claim: a
link that is said to be up may still lead nowhere.
"""

import fcntl
import socket
import struct
from dataclasses import dataclass
from pathlib import Path

from kiosk.sync.line.line_steps import LineStep, failed, ok, unknown

SYS_NET = Path("/sys/class/net")
PROC_NET = Path("/proc/net")
MOST_LINKS = 8
_SIOCGIFADDR = 0x8915
_GATEWAY, _KNOWN = 0x2, 0x2


@dataclass(frozen=True, slots=True)
class OwnLink:
    """One network socket of this machine."""

    name: str
    up: bool | None
    """A cable is in and the other end answers; None: it does not say."""
    mbit: int | None
    address: str
    """Empty: it has none."""


def own_links(sys_net: Path = SYS_NET) -> tuple[OwnLink, ...]:
    """Return the real sockets, those with a cable first; never the machine's loop."""
    try:
        names = sorted(p.name for p in sys_net.iterdir() if _is_real(p))
    except OSError:
        return ()
    links = [_link(sys_net / name) for name in names]
    links.sort(key=lambda link: (not link.address, link.up is not True, link.name))
    return tuple(links[:MOST_LINKS])


def _is_real(folder: Path) -> bool:
    """Tell whether something of the outside hangs on it: it has hardware or a link."""
    if folder.name == "lo":
        return False
    return (folder / "device").exists() or _read(folder / "operstate") == "up"


def _link(folder: Path) -> OwnLink:
    carrier, speed = _read(folder / "carrier"), _read(folder / "speed")
    up = None if carrier not in ("0", "1") else carrier == "1"
    mbit = int(speed) if speed.isascii() and speed.isdigit() else None
    return OwnLink(folder.name, up, mbit or None, _address(folder.name))


def _address(name: str) -> str:
    """Ask the kernel for a socket's address."""
    request = struct.pack("256s", name.encode()[:15])
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            packed = fcntl.ioctl(probe.fileno(), _SIOCGIFADDR, request)
    except OSError:
        return ""
    return socket.inet_ntoa(packed[20:24])


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        # A socket that is switched off refuses to be read.
        return ""


def link_step(links: tuple[OwnLink, ...]) -> LineStep:
    """Judge whether a cable leads anywhere."""
    if not links:
        return failed("link", "no_socket", None)
    up = [link for link in links if link.up]
    if up:
        return ok("link", ("name", up[0].name))
    if any(link.up is None and link.address for link in links):
        return unknown("link", "link_unknown")
    return failed("link", "no_link", None, ("name", links[0].name))


def address_step(links: tuple[OwnLink, ...]) -> LineStep:
    """Judge whether this machine has an address; one it gave itself is none."""
    own = [link for link in links if link.address]
    if not own:
        return failed("address", "no_address", None)
    given = [link for link in own if not link.address.startswith("169.254.")]
    if not given:
        return failed("address", "own_address", None, ("address", own[0].address))
    return ok("address", ("address", given[0].address))


def gateway_step(proc_net: Path = PROC_NET) -> LineStep:
    """Look for the way out, and whether its other end was heard."""
    gateway = _gateway(proc_net)
    if gateway is None:
        return unknown("gateway", "no_gateway")
    if _heard(proc_net, gateway):
        return ok("gateway", ("address", gateway))
    return unknown("gateway", "gateway_silent", ("address", gateway))


def _gateway(proc_net: Path) -> str | None:
    for line in _lines(proc_net / "route"):
        fields = line.split()
        try:
            towards, via, flags = fields[1], bytes.fromhex(fields[2]), fields[3]
            if towards == "00000000" and int(flags, 16) & _GATEWAY:
                return socket.inet_ntoa(via[::-1])
        except (IndexError, ValueError, OSError):
            continue
    return None


def _heard(proc_net: Path, address: str) -> bool:
    for line in _lines(proc_net / "arp"):
        fields = line.split()
        if len(fields) > 2 and fields[0] == address:
            return fields[2].startswith("0x") and bool(int(fields[2], 16) & _KNOWN)
    return False


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("ascii", "replace").splitlines()[1:200]
    except OSError:
        return []
