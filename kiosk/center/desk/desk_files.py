"""The stylesheet and htmx, as they are shipped: no build, nothing from elsewhere."""

from hashlib import sha256
from typing import NamedTuple

from litestar import Response, get
from litestar.params import FromPath

from kiosk.center.desk.desk_refusals import no_such_page
from kiosk.settings.shipped import asset

HTMX_VERSION = "2.0.11"
"""From npm, `htmx.org`, file dist/htmx.min.js, licence 0BSD."""
HTMX_SHA512 = (
    "61d1f2e85ce30f8aa8c88ff258621bb0a9c91def7cafdea7a7d5de629de8bc52"
    "fed2c34ffcd6c3ad89522c3af96ba35d8b9b118bd1a0263facb84ef22de50c35"
)
KINDS = {
    "desk.css": "text/css",
    "htmx.min.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_FOR_EVER = "public, max-age=31536000, immutable"
"""Its address changes with it; nothing of it is anybody's."""


class ShippedFile(NamedTuple):
    """A file's bytes and what they are."""

    data: bytes
    kind: str


FILES = {
    name: ShippedFile(asset("desk", name).read_bytes(), kind)
    for name, kind in KINDS.items()
}
VERSIONS = {
    name: f"/static/{name}?v={sha256(file.data).hexdigest()[:12]}"
    for name, file in FILES.items()
}
"""The address of each file, for templates."""


@get("/static/{name:str}", opt={"public": True})
async def static_file(name: FromPath[str]) -> Response[bytes]:
    """Answer one of the files."""
    file = FILES.get(name)
    if file is None:
        raise no_such_page()
    headers = {"cache-control": _FOR_EVER}
    return Response(
        file.data, media_type=f"{file.kind}; charset=utf-8", headers=headers
    )
