"""Corrects the OpenAPI description where JSON differs from the Python types.

Bytes travel as base64, which Litestar describes as text of the bytes' own length.
"""

from base64 import b64encode
from typing import Any

from litestar.openapi.spec import OpenAPI, Schema


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


def _encoded(length: int | None) -> int | None:
    return None if length is None else (length + 2) // 3 * 4
