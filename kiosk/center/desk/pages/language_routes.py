"""The switch between languages: a cookie, for a year."""

from typing import Annotated, Any

from litestar import Response, get
from litestar.datastructures import Cookie
from litestar.params import QueryParameter
from litestar.response import Redirect

from kiosk.center.desk.desk_refusals import no_such_page
from kiosk.center.desk.desk_sheet import LANGUAGE
from kiosk.settings.texts import languages

_YEAR = 365 * 86400


@get("/language", opt={"public": True}, status_code=303)
async def choose_language(
    to: Annotated[str, QueryParameter()] = "",
    back: Annotated[str, QueryParameter()] = "/",
) -> Response[Any]:
    """Remember a language, and go back to the page that asked."""
    if to not in languages():
        raise no_such_page()
    cookie = Cookie(
        LANGUAGE, value=to, max_age=_YEAR, secure=True, httponly=True, samesite="strict"
    )
    return Redirect(own_path(back), status_code=303, cookies=[cookie])


def own_path(text: str) -> str:
    """Return a path of the desk's own; the first page for anything else."""
    plain = text.isascii() and text.isprintable() and "\\" not in text
    return text if plain and text.startswith("/") and text[1:2] != "/" else "/"
