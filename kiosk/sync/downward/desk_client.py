"""The kiosk's line to the desk: a connection of its own, so that no person waits.

A pulse that the center holds takes up to a minute; on the line of `CenterClient` it
would count as a connection that the network has forgotten.
"""

import zlib

import msgspec

from kiosk.sync.line.exchange import UPLOAD_DEADLINE, Exchange, checked, decoded
from kiosk.sync.wire.downward.log_wire import LogBundle, LogKept
from kiosk.sync.wire.downward.pulse_wire import Pulse, PulseAnswer

_JSON = {"content-type": "application/json"}
_NO_ROUTE = (404, 405)


class OlderCenter(Exception):
    """The center knows no pulse."""


class DeskClient(Exchange):
    """What a machine tells the desk and asks of it."""

    last_words = 0.0

    async def pulse(self, pulse: Pulse) -> PulseAnswer:
        """Say how the machine is; the answer may take as long as `wait` says.

        :raises OlderCenter: when it knows no pulse.
        :raises CenterError: for every failure.
        """
        body, deadline = msgspec.json.encode(pulse), pulse.wait + self._timeout
        answer = await self.exchange(
            "POST", "/pulse", deadline, body, _JSON, again=False
        )
        if answer.status in _NO_ROUTE:
            raise OlderCenter
        return decoded(checked(answer), PulseAnswer)

    async def send_logs(self, number: int, bundle: LogBundle) -> LogKept:
        """Send what an order asked for.

        :raises CenterError: for every failure.
        """
        body = zlib.compress(msgspec.json.encode(bundle), 6)
        headers = {**_JSON, "content-encoding": "deflate"}
        path, deadline = f"/orders/{number}/logs", max(UPLOAD_DEADLINE, self._timeout)
        answer = await self.exchange("POST", path, deadline, body, headers)
        return decoded(checked(answer), LogKept)
