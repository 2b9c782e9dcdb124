"""The routes of the journal: the position handshake and the batches."""

import base64
import binascii
from typing import Annotated, Any, cast

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from litestar import Request, Response, get, post
from litestar._openapi.schema_generation import SchemaCreator
from litestar.dto import MsgspecDTO
from litestar.openapi import ResponseSpec
from litestar.openapi.spec import Reference, Schema
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter
from litestar.typing import FieldDefinition
from sqlalchemy import Connection, select

from kiosk.center.identity.identity_tables import kiosk as kiosk_table
from kiosk.center.server.refusals import Refusal
from kiosk.center.server.route_parts import PROBLEM, REFUSALS, TheCenter, TheKiosk
from kiosk.center.upload import ingest, refusal_notes
from kiosk.sync.wire.contract import MAX_NUMBER
from kiosk.sync.wire.upload_wire import (
    SIGNATURE_HEADER,
    Batch,
    BatchAccepted,
    BatchConflict,
    Position,
)


@get(
    "/kiosk/{kiosk_id:str}/position",
    summary="How far the center has got with a kiosk's journal",
    opt={"queue": True},
    responses=REFUSALS,
)
async def position(
    kiosk_id: FromPath[str],
    kiosk: TheKiosk,
    center: TheCenter,
    notes: Annotated[int | None, QueryParameter(ge=0, le=MAX_NUMBER)] = None,
) -> Position:
    """Tell a kiosk its own position; with `notes` also what staff says behind that."""
    if kiosk_id != kiosk:
        raise Refusal(403, "other_kiosk", "This is not your journal.")

    def work(db: Connection) -> Position:
        at = ingest.position(db, kiosk)
        if notes is None:
            return at
        told = refusal_notes.notes_behind(db, kiosk, notes)
        return msgspec.structs.replace(at, notes=told)

    return await center.uploads.run(work)


class BatchBody(MsgspecDTO[Batch]):
    """Decodes a batch itself: Litestar's own way loses the payloads' exact bytes."""

    def decode_bytes(self, value: bytes) -> Batch:
        """Return the batch.

        :raises Refusal: `bad_request` when it is not in the agreed form.
        """
        try:
            return msgspec.json.decode(value, type=Batch)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise Refusal(400, "bad_request", "Not in the agreed form.") from error

    @classmethod
    def create_openapi_schema(
        cls,
        field_definition: FieldDefinition,
        handler_id: str,
        schema_creator: SchemaCreator,
    ) -> Reference | Schema:
        """Describe the contract's type as any other."""
        return schema_creator.for_field_definition(field_definition)


@post(
    "/batch",
    dto=BatchBody,
    return_dto=None,
    summary="Upload journal events",
    opt={"queue": True},
    status_code=200,
    responses={
        **REFUSALS,
        409: ResponseSpec(
            BatchConflict, description="`gap` or `fork`.", generate_examples=False
        ),
        413: PROBLEM,
        503: PROBLEM,
    },
)
async def batch(
    data: JSONBody[Batch],
    signature: Annotated[str, HeaderParameter(name=SIGNATURE_HEADER)],
    request: Request[Any, Any, Any],
    kiosk: TheKiosk,
    center: TheCenter,
) -> Response[BatchAccepted]:
    """Store at most 200 events in one transaction and answer after its commit.

    The body is deflated (`content-encoding: deflate`); the signature is over the
    deflated bytes.
    """
    if data.kiosk != kiosk:
        raise Refusal(403, "other_kiosk", "This is not your journal.")
    sent: bytes = request.scope["state"]["sent"]
    now = center.now()

    def work(db: Connection) -> BatchAccepted | BatchConflict:
        key = select(kiosk_table.c.signing_key).where(kiosk_table.c.id == kiosk)
        check_signature(db.execute(key).scalar_one(), signature, sent)
        return ingest.ingest(db, data, now, center.rules.keys)

    answer = await center.uploads.run(work)
    status = 409 if isinstance(answer, BatchConflict) else 200
    # A conflict is described by the 409 above, not by the answer's type.
    return Response(cast(BatchAccepted, answer), status_code=status)


def check_signature(key: bytes, signature: str, body: bytes) -> None:
    """Check a batch's Ed25519 signature.

    :raises Refusal: `signature` when it is not this kiosk's.
    """
    try:
        raw = base64.b64decode(signature, validate=True)
        Ed25519PublicKey.from_public_bytes(key).verify(raw, body)
    except (binascii.Error, InvalidSignature, ValueError) as error:
        raise Refusal(403, "signature", "The batch is not signed by you.") from error
