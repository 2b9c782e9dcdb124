"""Puts computed tables into documents, so that they cannot drift from the code.

A table stands between `<!-- name -->` and `<!-- end of name -->`.
"""

from collections.abc import Callable, Iterable, Mapping

Tables = Mapping[str, Callable[[], Iterable[str]]]


def with_tables(text: str, tables: Tables) -> str:
    """Return a document with the tables between its markers renewed.

    :raises ValueError: when a marker is missing.
    """
    for name, table in tables.items():
        first, last = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        before, opened, rest = text.partition(first)
        _, closed, after = rest.partition(last)
        if not opened or not closed:
            raise ValueError(f"the document has no place for {name}")
        text = before + first + "\n".join(table()) + "\n" + last + after
    return text
