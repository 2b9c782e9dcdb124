"""Corrects the OpenAPI description where it would not be true.

Bytes travel as base64, which Litestar describes as text of the bytes' own length; and
some answers come from before any route, so that no route speaks of them.
"""

from base64 import b64encode
from typing import Any, cast

from litestar.openapi.spec import OpenAPI, OpenAPIResponse, Operation, Schema

from kiosk.sync.wire.contract import MAX_NUMBER

OWN_PAGES = "/schema"
"""In the paths under which the document itself is: the framework's, no contract."""


def correct_bytes(document: OpenAPI) -> None:
    """Say base64, and the length of base64, wherever a field is bytes."""
    components = document.components.schemas
    for schema in components.values():
        properties: dict[str, Any] = schema.properties or {}
        for field in properties.values():
            if isinstance(field, Schema) and field.content_encoding == "utf-8":
                field.content_encoding = "base64"
                field.min_length = _encoded(field.min_length)
                field.max_length = _encoded(field.max_length)
                if isinstance(field.default, bytes):
                    field.default = b64encode(field.default).decode()


def correct_fields(document: OpenAPI) -> None:
    """Say what a list holds and that a number may be 0 at least, where it is lost.

    Litestar gives a list of any length another alternative, which takes everything, and
    forgets a limit of 0 where a field may be absent.
    """
    for schema in document.components.schemas.values():
        properties: dict[str, Any] = schema.properties or {}
        for field in properties.values():
            if not isinstance(field, Schema):
                continue
            inner = field.items
            if isinstance(inner, Schema) and inner.one_of and Schema() in inner.one_of:
                field.items = next(each for each in inner.one_of if each != Schema())
            if field.one_of and field.maximum == MAX_NUMBER and field.minimum is None:
                field.minimum = 0


def add_common_answers(document: OpenAPI) -> None:
    """Say of every operation that the center may be busy, or a body not to be read."""
    paths = document.paths or {}
    for path in [path for path in paths if OWN_PAGES in path]:
        del paths[path]
    both = [each for item in paths.values() for each in (item.get, item.post)]
    operations = [each for each in both if each is not None]
    refused = next(r for o in operations if (r := _responses(o).get("403")))
    for operation in operations:
        found = _responses(operation)
        found.setdefault("503", refused)
        if operation.request_body is not None:
            found.setdefault("413", refused)
            found.setdefault("415", refused)


def _responses(operation: Operation) -> dict[str, OpenAPIResponse]:
    if operation.responses is None:
        operation.responses = {}
    return cast(dict[str, OpenAPIResponse], operation.responses)


def _encoded(length: int | None) -> int | None:
    return None if length is None else (length + 2) // 3 * 4
