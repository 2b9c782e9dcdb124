"""A stolen machine: what an operator sees, and what ends it at once."""

import base64
import ssl
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.center.database.connecting import connect
from kiosk.center.database.schema import METADATA
from kiosk.center.database.transactions import every
from kiosk.center.identity import registry
from kiosk.center.identity.authority import Authority
from kiosk.center.identity.registry import Identity
from kiosk.center.keys.issuer_keys import NoKeyService
from kiosk.center.records.records_tables import card
from kiosk.center.server.operations import allow_part, revoke_kiosk
from kiosk.center.server.refusals import Refusal
from kiosk.center.server.serve import CenterServer
from kiosk.domain.faults import Fault
from kiosk.machine.shell.cli import main
from kiosk.machine.shell.demo_commands import demo_center
from kiosk.sync.line.https import CenterError, HttpsLine
from kiosk.sync.wire.contract import API
from tests.center.fixture import KIOSK, enrolled, running_center
from tests.sync.applications.hall import CAST, database, report, scene, token_of

WANG = CAST["wang-xiulan"]


async def test_a_revoked_machine_is_out_on_its_open_connection(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, _):
        allow_part(center.folder, KIOSK, "id_card")
        token = await token_of(one, WANG)
        await one.line.client.health()
        assert main(["center", "revoke", KIOSK, "--folder", str(center.folder)]) == 0
        client = one.line.client
        for ask in (client.health(), client.person(token), client.position()):
            with pytest.raises(CenterError) as refused:
                await ask
            assert refused.value.fault is Fault.CENTER_REFUSED_US
        with database(center) as db:
            for table in ("session", "challenge", "kiosk_part", "unused_certificate"):
                assert every(db, METADATA.tables[table].select()) == [], table


async def test_a_new_code_puts_a_machine_back_into_its_place(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, _):
        assert revoke_kiosk(center.folder, KIOSK)
        async with enrolled(center, tmp_path / "next") as client:
            assert await client.health()
        with pytest.raises(CenterError):
            await one.line.client.health()


async def test_nobody_else_is_touched(tmp_path: Path) -> None:
    with running_center(tmp_path / "center") as center:
        async with enrolled(center, tmp_path / "2", "hall-2") as other:
            assert not revoke_kiosk(center.folder, KIOSK)
            async with enrolled(center, tmp_path / "1"):
                assert revoke_kiosk(center.folder, KIOSK)
            assert await other.health()
    folder = str(tmp_path / "center")
    assert main(["center", "revoke", "hall-9", "--folder", folder]) == 2


def test_a_renewal_that_was_asked_before_the_end_gives_nothing(tmp_path: Path) -> None:
    authority, db = Authority.load_or_create(tmp_path), connect(tmp_path)
    key = registry_request()
    registry.change_key(db, "hall-1", b"1", 0)
    with pytest.raises(Refusal) as refused:
        registry.renew(db, authority, "hall-1", key, 1.0)
    assert refused.value.code == "not_enrolled"
    with pytest.raises(Refusal):
        registry.require_enrolled(db, Identity("hall-1", "1"), 1.0)
    db.close()


def registry_request() -> str:
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    return builder.sign(key, SHA256()).public_bytes(Encoding.PEM).decode()


async def test_alarms_are_told_at_the_shell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with scene(tmp_path) as (center, one, _):
        folder = ["--folder", str(center.folder)]
        assert main(["center", "alarms", *folder]) == 0
        for place in range(30):
            number = f"9901991990010100{place:02}"
            await report(one, msgspec.structs.replace(WANG, number=number))
        assert main(["center", "alarms", *folder]) == 1
        said = capsys.readouterr().out
        assert f"{KIOSK} loss" in said
        assert f"kiosk center revoke {KIOSK}" in said
        assert "99019919900101" not in said


# Enrolment.


async def test_a_wrong_code_costs_the_center_no_signature(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = rsa.generate_private_key(65537, 2048)
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    pem = builder.sign(key, SHA256()).public_bytes(Encoding.PEM).decode()
    looked: list[str] = []
    issue = Authority.issue_kiosk

    def seen(self: Authority, request: str, kiosk: str) -> x509.Certificate:
        looked.append(kiosk)
        return issue(self, request, kiosk)

    monkeypatch.setattr(Authority, "issue_kiosk", seen)
    body = {
        "code": "-".join(["AAAA"] * 8),
        "kiosk": "hall-9",
        "signing_key": base64.b64encode(bytes(32)).decode(),
        "certificate_request": pem,
    }
    with running_center(tmp_path / "center") as center:
        authority = str(Authority.path(center.folder))
        line = HttpsLine(center.url, ssl.create_default_context(cafile=authority))
        sent = msgspec.json.encode(body)
        answer = await line.exchange("POST", f"{API}/enrol", 5, sent)
        await line.close()
        assert answer.status == 403
        assert looked == []
        async with enrolled(center, tmp_path / "kiosk"):
            assert looked == [KIOSK]


# Keys that stand in the source.


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "center.example"])
def test_no_other_machine_reaches_a_center_with_the_demos_keys(
    host: str,
) -> None:
    with pytest.raises(NoKeyService) as refused:
        demo_center(host)
    assert "--key-service" in str(refused.value)


def test_the_command_says_so_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--folder", str(tmp_path / "center"), "--port", "0"]
    serve = ["center", "serve", *folder, "--host", "0.0.0.0", "--id-card-for", "a"]
    assert main(serve) == 1
    said = capsys.readouterr()
    assert "needs a key service of its own" in said.err
    assert said.err.count("\n") == 1
    assert main([*serve, "--key-service", "nosuch:thing"]) == 1
    assert "cannot be loaded" in capsys.readouterr().err
    assert not (tmp_path / "center").exists()


def test_a_city_has_its_own_keys_and_none_of_the_demos_people(tmp_path: Path) -> None:
    class Keys:
        """A key service that refuses everything."""

        def answer(self, card: str, gen: int, factor: bytes, original: bytes) -> bytes:
            return bytes(8)

        def external(self, *_: object) -> bytes:
            return b""

        def reload(self, *_: object) -> bytes:
            return b""

    server = CenterServer(tmp_path / "center", keys=Keys())
    server.start()
    server.stop()
    db = connect(tmp_path / "center")
    assert every(db, card.select()) == []
    db.close()
