"""Writes the center's OpenAPI document to `docs/openapi.json`.

Run as `python -m tests.documents.openapi`; a test compares the file with this output.
"""

import json
import sys
from pathlib import Path

from kiosk.center.server.app import make_app


def document() -> str:
    """Return the OpenAPI document as the file holds it."""
    schema = make_app().openapi_schema.to_schema()
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """Write the document, to the given path or to `docs/openapi.json`."""
    path = Path(arguments[0] if arguments else "docs/openapi.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(document(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
