"""A machine below the program that only counts and answers as a test says."""

from collections.abc import Callable

from kiosk.session.dialog.ports import PowerAnswer


class Power:
    """What was asked of the machine."""

    def __init__(
        self,
        answer: PowerAnswer = PowerAnswer.DEMO,
        note: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._answer, self._note = answer, note
        self.restarts = 0

    def restart(self) -> None:
        self.restarts += 1
        self._note("restart")

    async def reboot(self) -> PowerAnswer:
        self._note("reboot")
        return self._answer

    async def power_off(self) -> PowerAnswer:
        self._note("off")
        return self._answer
