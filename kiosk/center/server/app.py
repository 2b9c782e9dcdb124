"""The center's application: the contract's routes put together over Litestar.

Every route but the two of enrolment and the check of receipts wants the certificate of
an enrolled kiosk; who the kiosk is comes from that certificate, and what a body says
must agree with it.
"""

import logging
import traceback
from typing import Any

import msgspec
from litestar import Litestar, MediaType, Request, Response, Router
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from sqlalchemy.exc import DBAPIError

from kiosk import __version__
from kiosk.center.applications.applications_routes import ACTS, sealing_key, status
from kiosk.center.database.database_away import state_of
from kiosk.center.editions.editions_routes import DOWNWARD
from kiosk.center.fleet.pulse_routes import FLEET
from kiosk.center.hospital.hospital_routes import HOSPITAL
from kiosk.center.identity.identity_routes import (
    authorities,
    authority,
    enrol,
    health,
    reenrol,
    renew,
)
from kiosk.center.keys.keys_routes import external, pin
from kiosk.center.receipts.kept_routes import KEPT
from kiosk.center.receipts.receipts_routes import verify_page
from kiosk.center.records.records_routes import (
    OWN_RECORDS,
    challenges,
    contributions,
    sessions,
)
from kiosk.center.server.describe import (
    add_common_answers,
    correct_bytes,
    correct_fields,
)
from kiosk.center.server.refusals import Refusal, retry_after
from kiosk.center.server.route_parts import (
    CenterParts,
    enrolled_only,
    provide_center,
    provide_kiosk,
)
from kiosk.center.services.due_routes import due_things
from kiosk.center.services.eligibility_routes import ELIGIBILITY
from kiosk.center.services.work_paths import WORK
from kiosk.center.upload.upload_routes import batch, position
from kiosk.sync.wire.contract import API, Problem

log = logging.getLogger(__name__)


def make_app(center: CenterParts | None = None) -> Litestar:
    """Return the application; without parts it only describes itself."""
    router = Router(
        API,
        route_handlers=[
            *(health, authority, authorities, enrol, reenrol, renew, position, batch),
            *(challenges, sessions, contributions, external, pin),
            *(*OWN_RECORDS, sealing_key, status, *ACTS, *KEPT, *FLEET),
            *(due_things, *DOWNWARD, *HOSPITAL, *ELIGIBILITY),
            *(due_things, *DOWNWARD, *HOSPITAL, *WORK),
        ],
        guards=[enrolled_only],
        dependencies={"kiosk": Provide(provide_kiosk, sync_to_thread=False)},
    )
    app = Litestar(
        [router, verify_page],
        dependencies={"center": Provide(provide_center, sync_to_thread=False)},
        openapi_config=OpenAPIConfig(
            title="Social security kiosk center",
            version=__version__,
            openapi_router=Router(
                f"{API}/schema", route_handlers=[], guards=[enrolled_only]
            ),
            render_plugins=[JsonRenderPlugin()],
        ),
        exception_handlers={Exception: _refused},
        logging_config=None,
        debug=False,
    )
    app.state.center = center
    correct_bytes(app.openapi_schema)
    correct_fields(app.openapi_schema)
    add_common_answers(app.openapi_schema)
    return app


def _refused(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    if isinstance(error, Refusal):
        problem = Problem(error.code, error.message)
        later = {"Retry-After": retry_after()} if error.status == 503 else {}
        return Response(problem, status_code=error.status, headers=later)
    if _bad_form(error):
        text = "The request is not in the agreed form."
        return Response(Problem("bad_request", text), status_code=400)
    if isinstance(error, HTTPException) and error.status_code < 500:
        # Litestar's own text may quote the body, so it is not passed on.
        codes = {404: "no_route", 405: "no_route", 413: "too_large"}
        code = codes.get(error.status_code, "bad_request")
        text = "The request is not in the agreed form."
        return Response(Problem(code, text), status_code=error.status_code)
    log_cause(request, error)
    return Response(
        Problem("internal", "The center failed."),
        status_code=500,
        media_type=MediaType.JSON,
    )


def _bad_form(error: Exception) -> bool:
    """Tell whether the request itself is at fault.

    Litestar calls a field that has the name of a dependency, such as `kiosk`, a failure
    of its own, and lets what is nested too deep through.
    """
    if isinstance(error, RecursionError | UnicodeError):
        return True
    return isinstance(error.__cause__, msgspec.ValidationError | UnicodeError)


def log_cause(request: Request[Any, Any, Any], error: Exception) -> None:
    """Log why the center failed: the kind and the places, never what was sent.

    An exception's own text may quote a person's data.
    """
    handler = request.scope.get("route_handler")
    places = traceback.extract_tb(error.__traceback__)[-6:]
    where = " < ".join(f"{p.filename}:{p.lineno} {p.name}" for p in reversed(places))
    name = state_of(error) if isinstance(error, DBAPIError) else ""
    log.error("%s failed: %s %s at %s", handler, type(error).__name__, name, where)
