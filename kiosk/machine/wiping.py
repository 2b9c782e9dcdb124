"""Freed memory is overwritten at once: what a visitor brought goes with the visit.

Dropping the last reference leaves the bytes where they were until something else needs
the room. What an error refers to may refer to the error, and then no last reference is
dropped: such rings are looked for when somebody has gone. glibc overwrites freed blocks
when it is told so, and Python has to ask glibc for each of its small blocks instead of
keeping pools of its own. Both are read only when a program starts.
"""

import gc
import os
import sys
from collections.abc import Mapping

_TUNABLES = {
    "glibc.malloc.perturb": "165",  # what a freed block is filled with: 0xA5
    "glibc.malloc.tcache_count": "0",  # a block kept for a thread is not filled
    "glibc.malloc.arena_max": "2",
}
"""The service manager sets them too (`systemd/kiosk.service`), which saves a start."""


def missing(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the settings that an environment lacks; what it has itself stays."""
    own = environ.get("GLIBC_TUNABLES", "")
    lacking = [f"{k}={v}" for k, v in _TUNABLES.items() if f"{k}=" not in own]
    more = {}
    if lacking:
        more["GLIBC_TUNABLES"] = ":".join([own, *lacking] if own else lacking)
    if not environ.get("PYTHONMALLOC", "").startswith("malloc"):
        more["PYTHONMALLOC"] = "malloc"
    return more


def start_again_wiping() -> None:
    """Start this program anew with the settings, unless it has them or has no glibc."""
    more = missing(os.environ)
    if more and "CS_GNU_LIBC_VERSION" in os.confstr_names:
        os.execve(sys.executable, sys.orig_argv, {**os.environ, **more})  # noqa: S606


def set_aside() -> None:
    """Let the collector pass over what the program itself is made of, from now on."""
    gc.collect()
    gc.freeze()


def forget() -> None:
    """Free the rings of objects that a visit left; nothing else would for hours."""
    gc.collect()
