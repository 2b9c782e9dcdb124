"""The kiosk's end of a camera module against the simulated one, and against liars."""

import asyncio
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.devices.camera.socket_face import SocketFaceModule
from kiosk.devices.virtual.reader.virtual_camera import VirtualCamera
from kiosk.domain.services.face import FaceVerdict, statement

NONCE = bytes(range(32))


async def test_its_word_is_signed_over_the_number(tmp_path: Path) -> None:
    camera = VirtualCamera(tmp_path / "camera.sock")
    module = SocketFaceModule(camera.path)
    key = Ed25519PublicKey.from_public_bytes(camera.public)
    try:
        for verdict in (FaceVerdict.PASSED, FaceVerdict.FAILED, FaceVerdict.UNSURE):
            camera.verdict = verdict
            told = await module.judge(NONCE)
            assert told.verdict is verdict
            key.verify(told.token, statement(NONCE, verdict))
            assert str(told.token) not in repr(told)
        camera.verdict = FaceVerdict.AWAY
        assert (await module.judge(NONCE)).verdict is FaceVerdict.AWAY
    finally:
        camera.close()
    assert (await module.judge(NONCE)).verdict is FaceVerdict.AWAY, "it is gone"


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b'{"verdict":"surely"}\n',
        b'{"token":"AA=="}\n',
        b"x" * 70_000 + b"\n",
        b'{"verdict":"passed","token":"' + b"A" * 8_000 + b'"}\n',
    ],
)
async def test_what_is_no_word_of_a_module_is_none(tmp_path: Path, line: bytes) -> None:
    async def lie(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(line)
        writer.close()

    path = tmp_path / "liar.sock"
    async with await asyncio.start_unix_server(lie, path):
        told = await SocketFaceModule(path).judge(NONCE)
    assert (told.verdict, told.token) == (FaceVerdict.AWAY, b"")
