"""What the technician does to the machine as a whole: the program or all of it anew.

Rebooting and switching off are systemd's; whether this user may is polkit's.
"""

import asyncio
import logging
import subprocess
from collections.abc import Callable

from kiosk.session.dialog.ports import PowerAnswer

SYSTEMCTL = ("/usr/bin/systemctl", "--no-ask-password", "--no-wall")
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
LIMIT = 10.0
_NOT_PERMITTED = ("authentication", "access denied", "not permitted", "permission")
log = logging.getLogger(__name__)


class MachinePower:
    """The program that runs, and the machine below it."""

    def __init__(
        self,
        end: Callable[[], None],
        demo: bool = False,
        systemctl: tuple[str, ...] = SYSTEMCTL,
    ) -> None:
        """Take what ends the program in good order; systemd starts it anew.

        :param demo: nothing but the program is touched.
        """
        self._end, self._demo, self._systemctl = end, demo, systemctl

    def restart(self) -> None:
        """End the program in good order; the service manager starts it anew."""
        self._end()

    async def reboot(self) -> PowerAnswer:
        """Have the machine start anew."""
        return await self._ask("reboot")

    async def power_off(self) -> PowerAnswer:
        """Have the machine switched off."""
        return await self._ask("poweroff")

    async def _ask(self, word: str) -> PowerAnswer:
        if self._demo:
            return PowerAnswer.DEMO
        return await asyncio.to_thread(_run, (*self._systemctl, word))


def _run(command: tuple[str, ...]) -> PowerAnswer:
    try:
        done = subprocess.run(
            command,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=LIMIT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.error("%s: %s", command[-1], type(error).__name__)
        return PowerAnswer.FAILED
    if done.returncode == 0:
        return PowerAnswer.BEGUN
    log.error("%s: status %d", command[-1], done.returncode)
    refused = any(word in done.stderr.lower() for word in _NOT_PERMITTED)
    return PowerAnswer.DENIED if refused else PowerAnswer.FAILED
