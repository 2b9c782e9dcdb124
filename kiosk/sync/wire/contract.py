"""What all requests between a kiosk and a center share; the wires beside it use it.

Both ends import these types, so they cannot drift; a city with its own back end
implements the OpenAPI document that is generated from them. No behaviour here.

Bytes travel as base64 (msgspec's own rule), decimals as text, times as RFC 3339 UTC.
"""

from typing import Annotated

import msgspec

from kiosk.domain.records import Record

API = "/v1"
MAX_BATCH_BYTES = 256 * 1024
TAKES_HEADER = "kiosk-takes"
"""What a kiosk understands in answers beyond the first contract, words with a comma
between; without the header a center says nothing of it."""
EVIDENCE = "evidence"
"""In that header: the answers to acts may carry evidence."""
MAX_NUMBER = 2**53 - 1
"""The largest whole number that every JSON reader keeps."""

Number = Annotated[int, msgspec.Meta(ge=0, le=MAX_NUMBER)]
Micros = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
"""Microseconds; eight bytes, as they are hashed."""
# `$` alone would let a line feed pass at the end, and `\Z` is unknown to JSON Schema.
KioskId = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,32}$(?!\n)")]
# Without NUL: a database that is asked for such a text may know none.
Word = Annotated[str, msgspec.Meta(max_length=64, pattern=r"^[^\x00\n]*$(?!\n)")]
CardId = Annotated[str, msgspec.Meta(max_length=64, pattern=r"^[^\x00\n]*$(?!\n)")]
Token = Annotated[str, msgspec.Meta(max_length=128)]
Sentence = Annotated[str, msgspec.Meta(max_length=1000)]
Pem = Annotated[str, msgspec.Meta(max_length=16 * 1024)]
Loose = Annotated[str, msgspec.Meta(max_length=MAX_BATCH_BYTES)]
"""As long as a batch lets it be: what is wrong with one event must not stop the others,
so a center refuses that event by itself."""
CardChallenge = Annotated[bytes, msgspec.Meta(min_length=8, max_length=8)]
Hash = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


MOST_RECORDS = 200
"""How many of a person's records an answer has, where a page is asked for."""
Limit = Annotated[int, msgspec.Meta(ge=1, le=MOST_RECORDS)]
Cursor = Annotated[str, msgspec.Meta(max_length=400)]
"""The center's own mark of a place in a list; empty: its end."""


class Paging(Record, frozen=True, omit_defaults=True):
    """Which records of a list are asked for.

    A field at its default is not on the wire: an older end knows none of them.
    """

    token: Token
    limit: Limit | None = None
    """None: all of them at once."""
    before: Cursor = ""
    """What an answer before gave as `more`; empty: the newest."""


class Problem(Record, frozen=True):
    """Every answer that is not a success."""

    code: Word
    """A stable word such as `not_enrolled`, `gap`, `fork`, `proof_refused`."""
    message: Sentence
