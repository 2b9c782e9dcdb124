"""The desk shows what holds now: another authority, another file; without a restart."""

import socket
import ssl
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from cryptography import x509

from kiosk.center.database.connecting import connect
from kiosk.center.desk.entrance.desk_papers import (
    DeskContext,
    DeskPapers,
    NoDeskPapers,
)
from kiosk.center.identity import authorities, authority_rotation
from kiosk.center.identity.authority import Authority
from tests.center.desk.desk_rig import running_desk
from tests.until import wait_until

pytestmark = pytest.mark.engine("sqlite")


def shown(context: ssl.SSLContext, trusted: str) -> x509.Certificate:
    """Shake hands in memory, as a browser that trusts these, and see a certificate."""
    to_desk, to_browser = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = ssl.create_default_context(cadata=trusted)
    browser = client.wrap_bio(to_browser, to_desk, server_hostname="localhost")
    desk = context.wrap_bio(to_desk, to_browser, server_side=True)
    turns: list[Callable[[], None]] = [browser.do_handshake, desk.do_handshake]
    while turns:
        for turn in list(turns):
            try:
                turn()
            except ssl.SSLWantReadError:
                continue
            turns.remove(turn)
    der = browser.getpeercert(binary_form=True)
    assert der is not None
    return x509.load_der_x509_certificate(der)


def test_another_authority_is_followed_while_pages_are_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authorities, "LOOK_EVERY", 0.05)
    with running_desk(tmp_path) as desk:
        first = Authority.load_or_create(tmp_path)
        papers = tmp_path / "desk.pem"
        before = papers.read_bytes()
        second = authority_rotation.begin(tmp_path).own
        wait_until(lambda: papers.read_bytes() != before)
        context = ssl.create_default_context(cadata=second.pem)
        wait_until(lambda: reached(desk.port, context))
        older = ssl.create_default_context(cadata=first.pem)
        assert reached(desk.port, older), "who trusts the first is led to the second"


def reached(port: int, context: ssl.SSLContext) -> bool:
    try:
        with (
            socket.create_connection(("127.0.0.1", port), 5) as plain,
            context.wrap_socket(plain, server_hostname="localhost"),
        ):
            return True
    except ssl.SSLCertVerificationError:
        return False


def test_the_citys_own_certificate_is_taken_anew(tmp_path: Path) -> None:
    own, folder = tmp_path / "own.pem", tmp_path / "center"
    folder.mkdir()
    other = Authority.load_or_create(folder)

    def renewed() -> None:
        own.write_bytes(other.write_server(folder, ["localhost"], "o").read_bytes())

    renewed()
    desk = DeskContext(folder, [], DeskPapers(own, own))
    first = shown(desk.first, other.pem)
    with closing(connect(folder)) as db:
        desk.look(db)
        assert shown(desk.first, other.pem) == first
        renewed()
        desk.look(db)
        second = shown(desk.first, other.pem)
        assert second != first
        own.write_text("half", "ascii")
        with pytest.raises(NoDeskPapers):
            desk.look(db)
        assert shown(desk.first, other.pem) == second
        renewed()
        desk.look(db)
        assert shown(desk.first, other.pem) not in (first, second)
