"""The way to the center, step by step: a real center, and each step really broken."""

import datetime as dt
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from kiosk.center.identity import authority
from kiosk.center.identity.authority import Authority
from kiosk.devices.virtual.network_line import NetworkLine
from kiosk.domain.faults import Fault
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.line_check import LineCheck, clock_step, place_of_url
from kiosk.sync.line.line_looks import NameLook, Place, shake_hands
from kiosk.sync.line.line_steps import STEPS, StepOutcome, first_failed
from kiosk.sync.line.own_links import (
    OwnLink,
    address_step,
    gateway_step,
    link_step,
    own_links,
)
from tests.center.fixture import (
    KIOSK,
    RunningCenter,
    canned_center,
    enrolled,
    http,
    running_center,
)
from tests.every import every

CABLE = (OwnLink("eth0", True, 1000, "192.0.2.7"),)


@pytest.fixture(scope="module")
def center(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCenter]:
    with running_center(tmp_path_factory.mktemp("center")) as running:
        yield running


@pytest.fixture
async def client(center: RunningCenter, tmp_path: Path) -> AsyncIterator[CenterClient]:
    async with enrolled(center, tmp_path) as ready:
        yield ready


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def checked(
    keys: DeviceKeys,
    url: str,
    wall: Callable[[], dt.datetime] = now,
    known: Callable[[], dt.datetime | None] = now,
    limit: float = 30.0,
) -> tuple[LineCheck, dict[str, str]]:
    """Run a check to its end and return how each step ended."""
    check = LineCheck(url, KIOSK, keys, known, wall, links=lambda: CABLE, limit=limit)
    assert check.begin()
    assert check.wait(90)
    assert [step.step for step in check.steps] == list(STEPS)
    return check, {step.step: str(step.outcome) for step in every(check.steps)}


def advice_of(check: LineCheck) -> tuple[str, str, Fault | None]:
    bad = first_failed(check.steps)
    assert bad is not None
    return bad.step, bad.advice, bad.fault


async def test_the_whole_way(client: CenterClient, center: RunningCenter) -> None:
    told: list[str] = []
    keys = client._keys
    check = LineCheck(center.url, KIOSK, keys, now, now, links=lambda: CABLE, limit=30)
    check._told = lambda: told.append(
        "".join(str(step.outcome)[0] for step in check.steps)
    )
    check.begin()
    assert check.wait(90)
    seen = {step.step: dict(step.seen) for step in check.steps}
    by_name = {step.step: step for step in check.steps}
    for far in every(("dns", "tcp", "tls", "health", "clock", "certificate", "known")):
        assert by_name[far].outcome is StepOutcome.OK, by_name[far]
        assert by_name[far].ms is not None
    assert seen["known"] == {"machine": KIOSK}
    assert seen["certificate"] == {"days": 89}
    assert seen["tls"]["days"] == 824
    assert abs(int(seen["clock"]["ahead"])) <= 15, "this machine's own, read late"
    assert "r" in told[0], "the first step is shown while it runs"
    assert len(told) > len(STEPS), "it is told as it goes"


async def test_each_break_has_its_own_word(
    client: CenterClient, center: RunningCenter, tmp_path: Path
) -> None:
    """A line that is cut, one that swallows, a stranger, and a name of nobody."""
    keys, line = client._keys, NetworkLine("127.0.0.1", center.port)
    try:
        line.set_mode("refuse")
        check, ends = checked(keys, f"https://127.0.0.1:{line.port}")
        assert advice_of(check)[:2] == ("tcp", "tcp_refused")
        assert (ends["tls"], ends["known"]) == ("not_reached", "not_reached")
        assert ends["certificate"] == "ok", "our own is looked at all the same"
        line.set_mode("hang")
        check, ends = checked(keys, f"https://127.0.0.1:{line.port}", limit=0.3)
        assert advice_of(check) == ("tls", "tls_silent", Fault.CENTER_TIMEOUT)
        line.set_mode("cut", 100)
        check, ends = checked(keys, f"https://127.0.0.1:{line.port}")
        assert advice_of(check)[:2] == ("tls", "tls_broken")
    finally:
        line.close()
    check, ends = checked(keys, "https://no-such-host.invalid")
    assert advice_of(check)[:2] == ("dns", "dns_failed")
    check, ends = checked(keys, "")
    assert advice_of(check)[:2] == ("dns", "no_center")
    with canned_center(tmp_path / "other", http(500, b"")) as port:
        check, ends = checked(keys, f"https://127.0.0.1:{port}")
        assert advice_of(check) == ("tls", "tls_untrusted", Fault.CENTER_IDENTITY)
        tls = next(step for step in check.steps if step.step == "tls")
        assert dict(tls.seen)["issuer"], "it says whose certificate lies there"
    with canned_center(center.folder, http(500, b"")) as port:
        check, ends = checked(keys, f"https://127.0.0.1:{port}")
        assert advice_of(check) == ("health", "center_error", Fault.CENTER_ERROR)
        assert ends["known"] == "not_reached"


async def test_a_certificate_that_has_ended_may_be_the_clock(
    client: CenterClient, center: RunningCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authority, "SERVER_DAYS", -0.002)
    with canned_center(center.folder, http(500, b"")) as port:
        check, _ = checked(client._keys, f"https://127.0.0.1:{port}")
    assert advice_of(check) == ("tls", "tls_ended", Fault.CENTER_TIME)


async def test_a_certificate_for_another_name(
    client: CenterClient, center: RunningCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Authority.write_server

    def elsewhere(own: Authority, folder: Path, names: list[str]) -> Path:
        return real(own, folder, ["elsewhere.example"])

    monkeypatch.setattr(Authority, "write_server", elsewhere)
    with canned_center(center.folder, http(500, b"")) as port:
        check, _ = checked(client._keys, f"https://127.0.0.1:{port}")
    assert advice_of(check)[:2] == ("tls", "tls_other_name")


async def test_a_machine_that_the_center_does_not_know(
    client: CenterClient, center: RunningCenter, tmp_path: Path
) -> None:
    async with enrolled(center, tmp_path / "new-disk"):
        check, ends = checked(client._keys, center.url)
    assert advice_of(check) == ("health", "not_known", Fault.CENTER_REFUSED_US)
    assert ends["known"] == "failed"


async def test_clocks_and_certificates_are_judged(
    client: CenterClient, center: RunningCenter
) -> None:
    later = lambda: now() + dt.timedelta(days=80)  # noqa: E731
    check, ends = checked(client._keys, center.url, wall=later, known=later)
    by_name = {step.step: step for step in check.steps}
    assert (ends["clock"], by_name["clock"].advice) == ("failed", "clock_off")
    assert by_name["certificate"].advice == "certificate_ends"
    check, ends = checked(client._keys, center.url, known=lambda: None)
    assert ends["certificate"] == "unknown", "without a time nothing is judged"


async def test_a_machine_without_papers(center: RunningCenter, tmp_path: Path) -> None:
    keys = DeviceKeys.load_or_create(tmp_path / "bare")
    check, ends = checked(keys, center.url)
    by_name = {step.step: step for step in check.steps}
    assert (ends["tls"], ends["health"]) == ("unknown", "not_reached")
    assert dict(by_name["tls"].seen)["days"] == 824, "a stranger may look at it"
    assert advice_of(check) == ("certificate", "not_enrolled", Fault.NOT_ENROLLED)


def test_a_name_service_that_hangs_costs_one_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    let_go = threading.Event()

    def hangs(*_: object, **__: object) -> list[object]:
        let_go.wait(60)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hangs)
    resolver = NameLook()
    looks = [resolver.look(Place("center.example", 443), 0.01)[0] for _ in range(5)]
    assert [step.advice for step in looks] == ["dns_silent", *["dns_hung"] * 4]
    hanging = [t for t in threading.enumerate() if t.name == "line-dns"]
    let_go.set()
    assert len(hanging) == 1


def test_a_handshake_that_trickles_ends_in_time() -> None:
    """Each byte comes in time, and the whole never does."""
    server = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def trickles() -> None:
        line, _ = server.accept()
        with line:
            line.recv(4096)
            for byte in b"\x16\x03\x03\x40\x00" + b"\x02" * 200:
                try:
                    line.sendall(bytes([byte]))
                except OSError:
                    return
                if over.wait(0.03):
                    return

    thread = threading.Thread(target=trickles)
    thread.start()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    place = Place("localhost", server.getsockname()[1])
    step = shake_hands(place, "127.0.0.1", context, now(), 0.2)
    over.set()
    thread.join(30)
    server.close()
    assert (step.advice, step.fault) == ("tls_silent", Fault.CENTER_TIMEOUT)


async def test_only_one_check_runs_and_it_can_be_stopped(tmp_path: Path) -> None:
    keys = DeviceKeys.load_or_create(tmp_path / "keys")
    held, at_it = threading.Event(), threading.Event()

    def slow() -> tuple[OwnLink, ...]:
        at_it.set()
        held.wait(60)
        return CABLE

    check = LineCheck("https://127.0.0.1:9", KIOSK, keys, now, now, links=slow)
    assert check.begin()
    assert at_it.wait(30)
    assert not check.begin()
    check.stop()
    held.set()
    assert check.wait(30)
    ends = [step.outcome for step in check.steps]
    assert ends == [StepOutcome.OK, *[StepOutcome.NOT_REACHED] * (len(STEPS) - 1)]


@pytest.mark.parametrize(
    ("links", "link", "address"),
    [
        ((), "no_socket", "no_address"),
        ((OwnLink("eth0", False, None, ""),), "no_link", "no_address"),
        ((OwnLink("eth0", None, None, "192.0.2.7"),), "link_unknown", ""),
        ((OwnLink("eth0", True, 100, "169.254.9.9"),), "", "own_address"),
        (CABLE, "", ""),
    ],
)
def test_own_sockets(links: tuple[OwnLink, ...], link: str, address: str) -> None:
    assert (link_step(links).advice, address_step(links).advice) == (link, address)


ROUTE = (
    "Iface\tDestination\tGateway\tFlags\neth0\t{to}\t0100000A\t{flags}\t0\t0\t0\n"
    "rubbish\n"
)
ARP = "IP HW Flags\n10.0.0.1 0x1 {flags} 02:00:00:00:00:01 * eth0\n"


@pytest.mark.parametrize(
    ("route", "arp", "advice"),
    [
        (ROUTE.format(to="00000000", flags="0003"), ARP.format(flags="0x2"), ""),
        (
            *(ROUTE.format(to="00000000", flags="0003"), ARP.format(flags="0x0")),
            "gateway_silent",
        ),
        (ROUTE.format(to="0000000A", flags="0001"), "", "no_gateway"),
        ("Iface\n\x00\xff\t\t\n", "", "no_gateway"),
    ],
)
def test_the_way_out(route: str, arp: str, advice: str, tmp_path: Path) -> None:
    (tmp_path / "route").write_text(route)
    (tmp_path / "arp").write_text(arp)
    assert gateway_step(tmp_path).advice == advice


def test_sockets_are_read_from_the_kernels_files(tmp_path: Path) -> None:
    for name, said in (("lo", "up"), ("eth9", "up"), ("gone9", "down")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "operstate").write_text(said)
    (tmp_path / "eth9" / "carrier").write_text("1\n")
    (tmp_path / "eth9" / "speed").write_text("-1\n")
    assert own_links(tmp_path) == (OwnLink("eth9", True, None, ""),)
    assert own_links(tmp_path / "nowhere") == ()


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://center.example", ("center.example", 443)),
        ("https://[2001:db8::1]:8443/", ("2001:db8::1", 8443)),
        ("https://x:99999", ("", 443)),
        ("https://[::", ("", 443)),
        ("", ("", 443)),
    ],
)
def test_where_an_address_leads(url: str, place: tuple[str, int]) -> None:
    assert place_of_url(url) == place


@pytest.mark.parametrize(
    ("ahead", "good"), [(0, True), (60, True), (-60, True), (61, False), (-9e8, False)]
)
def test_a_minute_is_no_difference(ahead: int, good: bool) -> None:
    assert (clock_step(int(ahead)).outcome is StepOutcome.OK) is good
