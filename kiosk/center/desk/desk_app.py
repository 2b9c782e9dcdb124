"""The desk's application: its pages put together over Litestar and Jinja2.

A new page: a handler that names its least role, a row in `ROUTES`, a line in
`desk_menu.MENU`, a template below `assets/desk/templates/`, and its words in
`assets/locales/*/desk*.json`; docs/desk.md shows one.
"""

from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Litestar, Response
from litestar.config.csrf import CSRFConfig
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Redirect, Template
from litestar.template import TemplateConfig

from kiosk.center.desk.audit.audit_routes import AUDIT
from kiosk.center.desk.desk_files import static_file
from kiosk.center.desk.desk_filters import FILTERS
from kiosk.center.desk.desk_form import MOST_BYTES, provide_form
from kiosk.center.desk.desk_guard import let_in
from kiosk.center.desk.desk_parts import (
    DeskParts,
    DeskRequest,
    provide_desk,
    provide_operator,
)
from kiosk.center.desk.desk_refusals import DeskRefusal, NotLoggedIn
from kiosk.center.desk.desk_sheet import DeskSheet, provide_sheet
from kiosk.center.desk.entrance.login_routes import LOGIN
from kiosk.center.desk.fleet_pages.fleet_routes import FLEET
from kiosk.center.desk.pages.account_routes import ACCOUNTS
from kiosk.center.desk.pages.language_routes import choose_language
from kiosk.center.desk.watching.watching_routes import WATCHING
from kiosk.center.server.app import log_cause
from kiosk.center.server.refusals import Refusal
from kiosk.settings.shipped import asset

ROUTES: list[HTTPRouteHandler] = [
    *(static_file, choose_language, *LOGIN),
    *(*FLEET, *WATCHING, *AUDIT, *ACCOUNTS),
]
CSRF_COOKIE = "__Host-desk-form"
LOGIN_PATH = "/login"
_WORDS = {404: "missing", 405: "missing", 413: "form", 400: "form"}


def make_desk(desk: DeskParts) -> Litestar:
    """Return the application."""
    environment = Environment(
        loader=FileSystemLoader(asset("desk", "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    engine = JinjaTemplateEngine.from_environment(environment)
    app = Litestar(
        ROUTES,
        guards=[let_in],
        dependencies={
            "desk": Provide(provide_desk, sync_to_thread=False),
            "operator": Provide(provide_operator, sync_to_thread=False),
            "sheet": Provide(provide_sheet, sync_to_thread=False),
            "form": Provide(provide_form),
        },
        template_config=TemplateConfig(instance=engine),
        csrf_config=_csrf(desk),
        request_max_body_size=MOST_BYTES,
        exception_handlers={Exception: _refused},
        openapi_config=None,
        logging_config=None,
        debug=False,
    )
    app.state.desk = desk
    return app


def _csrf(desk: DeskParts) -> CSRFConfig:
    return CSRFConfig(
        secret=desk.keys.of("form").hex(),
        cookie_name=CSRF_COOKIE,
        cookie_secure=True,
        cookie_httponly=True,
        cookie_samesite="strict",
    )


def _refused(request: DeskRequest, error: Exception) -> Response[Any]:
    if isinstance(error, NotLoggedIn):
        return _to_login(request)
    status, word = _told(error)
    if status >= 500 and not isinstance(error, Refusal | DeskRefusal):
        log_cause(request, error)
    return _page(request, status, word)


def _told(error: Exception) -> tuple[int, str]:
    """Return the status and the word of a failure; never its own text."""
    if isinstance(error, DeskRefusal):
        return error.status, error.word
    if isinstance(error, Refusal):
        return error.status, "busy" if error.status == 503 else "failed"
    if isinstance(error, HTTPException) and error.status_code < 500:
        return error.status_code, _WORDS.get(error.status_code, "role")
    return 500, "failed"


def _to_login(request: DeskRequest) -> Response[Any]:
    """Send a person to the login; a piece that refreshes sends its whole page."""
    if "hx-request" in request.headers:
        return Response(b"", status_code=401, headers={"hx-redirect": LOGIN_PATH})
    if request.method in ("GET", "HEAD"):
        return Redirect(LOGIN_PATH, status_code=303)
    return _page(request, 401, "login")


def _page(request: DeskRequest, status: int, word: str) -> Template:
    return DeskSheet(request)("refused.html", status=status, word=word, code=status)
