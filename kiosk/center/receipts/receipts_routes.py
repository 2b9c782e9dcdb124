"""The one page for people's own phones: is this receipt genuine?

Anybody may ask, without a certificate; what is checked is in `verdicts.py`.
"""

from typing import Annotated

from litestar import MediaType, Response, get
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, HeaderParameter

from kiosk.center.receipts import verdicts
from kiosk.center.server.route_parts import TheCenter
from kiosk.settings.texts import DEFAULT_LANGUAGE, languages, load_texts
from kiosk.sync.wire.receipt_codes import PATH

_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}

_NOT_GENUINE = ResponseSpec(
    str,
    description="Not genuine, or not to be told; the page says which.",
    media_type=MediaType.HTML,
    generate_examples=False,
)


@get(
    PATH + "{code:str}",
    summary="Check a receipt's code, as a page for a phone",
    media_type=MediaType.HTML,
    responses={404: _NOT_GENUINE},
)
async def verify_page(
    code: FromPath[str],
    center: TheCenter,
    accept_language: Annotated[str, HeaderParameter(name="accept-language")] = "",
) -> Response[str]:
    """Say whether an enrolled kiosk signed the code, and what the paper must say.

    200 for a genuine receipt, 404 for everything else; the page says which.
    """
    now = center.now()
    checked = await center.people.run(lambda db: verdicts.check(db, code, now))
    texts = load_texts(language_of(accept_language))
    status = 200 if checked.verdict is verdicts.Verdict.GENUINE else 404
    return Response(verdicts.page(checked, texts), status_code=status, headers=_HEADERS)


def language_of(accepted: str) -> str:
    """Return the first language of an Accept-Language header that there is.

    Weights are not read: phones send their languages in order.
    """
    known = {name.split("-")[0].lower(): name for name in languages()}
    for part in accepted.split(","):
        name = part.partition(";")[0].strip().partition("-")[0].lower()
        if name in known:
            return known[name]
    return DEFAULT_LANGUAGE
