"""The center's OpenAPI document, `docs/openapi.json`.

`python -m tests.documents` renews it; a test compares the file with what is here.
"""

import json
from pathlib import Path

from kiosk.center.server.app import make_app

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"


def document() -> str:
    """Return the OpenAPI document as the file holds it."""
    schema = make_app().openapi_schema.to_schema()
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def main() -> None:
    """Renew the document."""
    DOCUMENT.write_text(document(), "utf-8")
