"""A primary and its standby, to kill the one and go on with the other."""

import os
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from kiosk.settings.programs import program
from tests.postgres import USER, Server, new_data, new_folder, run_server_program

_NAME = "standby"


class Pair:
    """Two servers, the second one following the first.

    :param synchronous: a commit waits until the standby has it on its disk.
    """

    def __init__(self, synchronous: bool) -> None:
        self.synchronous = synchronous
        self.primary = Server(new_folder())
        self.standby = Server(
            new_folder(), cluster_name=_NAME, wal_retrieve_retry_interval="100ms"
        )
        new_data(self.primary.folder)
        self.primary.start()
        self._copy()
        self.standby.start()
        self._wait("state = 'streaming'")
        if synchronous:
            self._write(self.primary, f"synchronous_standby_names = '{_NAME}'")
            self._write(self.standby, f"synchronous_standby_names = '{_NAME}'")
            self._wait("sync_state = 'sync'")

    def _copy(self) -> None:
        source = f"host={self.primary.folder} user={USER}"
        where = str(self.standby.folder / "data")
        how = "--write-recovery-conf", "--checkpoint=fast", "--no-sync"
        run_server_program(
            *("pg_basebackup", "-d", source, "-D", where, *how),
            folder=self.standby.folder,
        )

    @staticmethod
    def _write(server: Server, line: str) -> None:
        """Set it in the file: a promoted standby has its primary's file, as here."""
        with (server.folder / "data" / "postgresql.conf").open("a") as file:
            file.write(line + "\n")
        server.execute("SELECT pg_reload_conf()")

    def _wait(self, condition: str) -> None:
        query = f"SELECT 1 FROM pg_stat_replication WHERE {condition}"
        until = time.monotonic() + 20
        while not self.primary.execute(query):
            assert time.monotonic() < until, f"the standby never had {condition}"
            time.sleep(0.02)

    def caught_up(self) -> None:
        """Wait until the standby has played all that the primary has written."""
        self._wait("replay_lsn = pg_current_wal_lsn()")

    def url(self, name: str) -> str:
        """Return where a database is, whichever of the two may be written."""
        hosts = f"host={self.primary.folder},{self.standby.folder}&port=5432,5432"
        how = "target_session_attrs=read-write&connect_timeout=2"
        return f"postgresql+psycopg://{USER}@/{name}?{hosts}&{how}"

    def hold_back(self) -> None:
        """Stop what carries the primary's log over, as a line does that is cut."""
        for pid in self._processes("walsender"):
            os.kill(pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it carry the log over again."""
        for pid in self._processes("walsender"):
            os.kill(pid, signal.SIGCONT)

    def kill(self) -> None:
        """Kill the primary and all of its processes at one stroke."""
        for pid in (self.primary.pid, *_children(self.primary.pid)):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def promote(self, alone: bool = True) -> None:
        """Let the standby go on as the primary.

        :param alone: it waits for no standby of its own; it has its primary's file,
            and with that every commit would wait for ever.
        """
        if self.synchronous and alone:
            self._write(self.standby, "synchronous_standby_names = ''")
        assert self.standby.execute("SELECT pg_promote()") == [(True,)]

    def _processes(self, what: str) -> list[int]:
        return [pid for pid in _children(self.primary.pid) if what in command_of(pid)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop both and remove what they had."""
        self.kill()
        self.standby.stop()
        lines = (self.primary.folder / "data" / "postmaster.pid").read_text().split()
        self.primary.stop()
        # What a killed server leaves in the kernel; its number is the file's last word
        # but one.
        subprocess.run([program("ipcrm"), "-m", lines[-2]], check=True)


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in listed.read_text().split()] if listed.exists() else []


def command_of(pid: int) -> str:
    """Return a process's command line; nothing when it has ended meanwhile."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace")
    except OSError:
        return ""
