"""A commit that no standby has is no answer, the first time and the second."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.center.database.connecting import connect
from kiosk.center.database.engine import keep_url
from kiosk.center.database.transactions import InDoubt
from kiosk.center.upload.ingest import ingest, position
from kiosk.sync.wire.upload_wire import Batch, BatchAccepted
from tests.center.upload.test_ingest import KIOSK, chain
from tests.standby import Pair

pytestmark = pytest.mark.engine("postgresql")
_WAITS = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """A primary whose standby has stopped to listen, with the center's tables."""
    with Pair(synchronous=True) as servers:
        servers.primary.execute("CREATE DATABASE center")
        keep_url(tmp_path, servers.url("center"))
        connect(tmp_path).close()
        servers.hold_back()
        yield servers


def sent(folder: Path) -> BatchAccepted:
    """Send a batch, always the same one."""
    with closing(connect(folder)) as db:
        answer = ingest(db, Batch(KIOSK, chain(3)), 1.0)
        assert isinstance(answer, BatchAccepted)
        return answer


def waiting(pair: Pair) -> int:
    """Return the process that waits for the standby."""
    until = time.monotonic() + 30
    while not (found := pair.primary.execute(_WAITS)):
        assert time.monotonic() < until, "nobody waits"
        time.sleep(0.02)
    return int(str(found[0][0]))


def test_neither_a_cancelled_wait_nor_a_repeated_batch_is_an_answer(
    pair: Pair, tmp_path: Path
) -> None:
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(sent, tmp_path)
        pair.primary.execute(f"SELECT pg_cancel_backend({waiting(pair)})")
        with pytest.raises(InDoubt):
            first.result(10)
        with closing(connect(tmp_path)) as db:
            assert position(db, KIOSK).seq == 3, "it is there, on this disk only"
        again: Future[BatchAccepted] = threads.submit(sent, tmp_path)
        waiting(pair)
        assert not again.done()
        pair.go_on()
        assert again.result(20).acked_seq == 3


def test_the_doubt_is_of_one_commit(pair: Pair, tmp_path: Path) -> None:
    with closing(connect(tmp_path)) as db, ThreadPoolExecutor(1) as threads:
        first = threads.submit(ingest, db, Batch(KIOSK, chain(3)), 1.0)
        pair.primary.execute(f"SELECT pg_cancel_backend({waiting(pair)})")
        with pytest.raises(InDoubt):
            first.result(10)
        pair.go_on()
        answer = ingest(db, Batch(KIOSK, chain(3)), 1.0)
        assert isinstance(answer, BatchAccepted)
