"""Alerts as a page, and the figures for Prometheus."""

import hmac
import ipaddress
from typing import Annotated

from litestar import Response, get
from litestar.params import QueryParameter
from litestar.response import Template
from sqlalchemy import Connection

from kiosk.center.desk.desk_parts import DeskParts, DeskRequest, TheDesk
from kiosk.center.desk.desk_refusals import no_such_page
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.desk_sheet import TheSheet
from kiosk.center.desk.watching import alert_rounds, metrics_text
from kiosk.center.desk.watching.fleet_figures import fleet_figures

PAGE = 50


@get("/alerts", opt={"role": DeskRole.VIEWER})
async def alerts(
    desk: TheDesk,
    sheet: TheSheet,
    before: Annotated[float | None, QueryParameter(ge=0, le=1e11)] = None,
    last: Annotated[str, QueryParameter(max_length=32)] = "",
) -> Template:
    """Show alerts, the newest first."""
    start = None if before is None else (before, last)
    found = await desk.line.run(
        lambda db: alert_rounds.alerts_page(db, start, PAGE + 1)
    )
    more = found[PAGE - 1] if len(found) > PAGE else None
    return sheet("alerts.html", alerts=found[:PAGE], more=more)


@get("/metrics", opt={"public": True})
async def metrics(request: DeskRequest, desk: TheDesk) -> Response[str]:
    """Answer the figures to who has the token; without one, to this machine only."""
    if not _may_read(request, desk):
        raise no_such_page()
    now = desk.now()

    def work(db: Connection) -> list[metrics_text.MetricFamily]:
        figures = fleet_figures(db, now)
        open_ones, watched = alert_rounds.open_alerts(db), alert_rounds.watched(db)
        return metrics_text.families(figures, open_ones, watched)

    text = metrics_text.written(await desk.line.run(work))
    return Response(text, media_type=metrics_text.KIND)


def _may_read(request: DeskRequest, desk: DeskParts) -> bool:
    if desk.metrics_token:
        sent = request.headers.get("authorization", "").encode("utf-8", "replace")
        return hmac.compare_digest(sent, f"Bearer {desk.metrics_token}".encode())
    client = request.client
    return client is not None and ipaddress.ip_address(client.host).is_loopback


WATCHING = [alerts, metrics]
