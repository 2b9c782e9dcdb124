"""The net that somebody comes from: enough to slow it down, too little for a person."""

import ipaddress

UNKNOWN = "-"
_V4, _V6 = 24, 48


def net_of(address: str | None) -> str:
    """Return the /24 or /48 of an address."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return UNKNOWN
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    length = _V4 if found.version == 4 else _V6
    return str(ipaddress.ip_network((found, length), strict=False))
