"""Settings as the text of a TOML file, for whoever opens it later.

It writes what `toml_file.py` reads: tables of plain values, one below the other.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

Tables = Mapping[str, Mapping[str, Any]]


def toml_text(tables: Tables, heading: Sequence[str] = ()) -> str:
    """Return tables as TOML, with comment lines above.

    :raises TypeError: for a value that no setting can be.
    """
    parts = ["".join(f"# {line}\n" for line in heading)] if heading else []
    for name, table in tables.items():
        lines = [f"{key} = {_value(value)}\n" for key, value in table.items()]
        if lines:
            parts.append(f"[{name}]\n{''.join(lines)}")
    return "\n".join(parts)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        # JSON's escapes are TOML's; only DEL is left, which JSON writes as it is.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    raise TypeError(type(value).__name__)
