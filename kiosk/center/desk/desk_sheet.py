"""Fills a template for one request: in its language, with who is logged in.

Whatever a template is given is escaped. Words come by `t("key", name=value)`.
"""

from collections.abc import Mapping
from typing import Any

from litestar.di import NamedDependency
from litestar.response import Template

from kiosk import __version__
from kiosk.center.desk.desk_files import VERSIONS
from kiosk.center.desk.desk_menu import menu_for
from kiosk.center.desk.desk_parts import DeskOperator, DeskRequest
from kiosk.settings.texts import DEFAULT_LANGUAGE, Texts, languages, load_texts

LANGUAGE = "__Host-desk-language"
"""The cookie with the language that somebody chose."""


class DeskSheet:
    """What a page is written with; `sheet("wall.html", rows=rows)` is its answer."""

    def __init__(self, request: DeskRequest) -> None:
        self._request = request
        self.texts = texts_for(request.cookies)

    def __call__(self, template: str, *, status: int = 200, **values: Any) -> Template:
        """Return a template as an answer: a whole page, or a piece that refreshes."""
        operator: DeskOperator | None = self._request.scope["state"].get("operator")
        path = self._request.scope["path"]
        common = {
            "t": self.texts,
            "language": self.texts.language,
            "languages": languages(),
            "operator": operator,
            "menu": menu_for(operator),
            "path": path,
            "files": VERSIONS,
            "version": __version__,
        }
        return Template(template, context={**common, **values}, status_code=status)


TheSheet = NamedDependency[DeskSheet]
"""A page asks for it by the name `sheet`."""


def provide_sheet(request: DeskRequest) -> DeskSheet:
    """Return the sheet for a request."""
    return DeskSheet(request)


def texts_for(cookies: Mapping[str, str]) -> Texts:
    """Return the words of the language that was chosen, the default's without one."""
    chosen = cookies.get(LANGUAGE, DEFAULT_LANGUAGE)
    return load_texts(chosen if chosen in languages() else DEFAULT_LANGUAGE)
