"""PostgreSQL servers of our own for tests: in a temporary folder, without a network.

One for each test process, started when first asked for. A guard beside the server waits
for a pipe to close: however the tests end, also killed, the server goes and the folder.
Where the guard was killed, too, a later process removes the folder.
"""

import atexit
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
import threading
import time
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from kiosk.settings.programs import program
from tests.leftovers import PREFIX, remove_leftovers

USER = "kiosk"
_SERVICE_USER = "postgres"
"""Who runs the server where the tests are run by root, whom PostgreSQL refuses."""
_GUARD = """
"$@" >>log 2>&1 </dev/null &
server=$!
echo $server
read -r _
kill -QUIT $server 2>/dev/null
wait $server
cd /
rm -rf "$FOLDER"
"""
_QUICK = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "dynamic_shared_memory_type": "mmap",
    "autovacuum": "off",
}
"""What only a test's server is: nothing of it survives, and nothing runs by itself."""
_ENOUGH = 4 * 2**30
_PATIENCE = 30.0


def programs() -> Path:
    """Return the folder of the newest PostgreSQL that Debian installed."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(found, key=lambda path: int(path.parts[-3]), default=None)
    assert newest is not None, "no PostgreSQL here: run script/setup"
    return newest.parent


def run_server_program(name: str, *arguments: str, folder: Path) -> None:
    """Run one of PostgreSQL's programs to its end, as who may run it.

    :raises AssertionError: when it fails; what it said is told.
    """
    done = subprocess.run(
        _as_service(name, *arguments), cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _as_service(name: str, *arguments: str) -> list[str]:
    command = [str(programs() / name), *arguments]
    if os.getuid() != 0:
        return command
    who = f"--reuid={_SERVICE_USER}", f"--regid={_SERVICE_USER}"
    return ["setpriv", *who, "--init-groups", "--", *command]


def _quick_place() -> str:
    """Return where a sync costs nothing: memory, where there is enough of it."""
    memory = Path("/dev/shm")
    enough = memory.is_dir() and shutil.disk_usage(memory).free > _ENOUGH
    return str(memory) if enough and os.access(memory, os.W_OK) else "/tmp"


def new_folder() -> Path:
    """Return a folder for a server; a socket's path must be short."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_quick_place()))
    if os.getuid() == 0:
        user = pwd.getpwnam(_SERVICE_USER)
        os.chown(folder, user.pw_uid, user.pw_gid)
    return folder


def new_data(folder: Path) -> None:
    """Make an empty cluster in a folder; its order of texts is that of their bytes."""
    how = "--no-sync", "--no-instructions", "--auth=trust", f"--username={USER}"
    what = "--locale=C.UTF-8", "--encoding=UTF8", f"--pgdata={folder / 'data'}"
    run_server_program("initdb", *how, *what, folder=folder)


class Server:
    """A running server over the data in its folder."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self._settings = {**_QUICK, "unix_socket_directories": str(folder), **settings}
        self._guard: subprocess.Popen[str] | None = None
        self.pid = 0
        atexit.register(self.stop)

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = [f"-c{name}={value}" for name, value in self._settings.items()]
        command = _as_service("postgres", "-D", str(self.folder / "data"), *options)
        self._guard = subprocess.Popen(
            [program("sh"), "-c", _GUARD, "guard", *command],
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "FOLDER": str(self.folder)},
            start_new_session=True,  # an interrupt is for the tests, not for the guard
        )
        assert self._guard.stdout is not None
        self.pid = int(self._guard.stdout.readline())
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                self.execute("SELECT 1")
                return
            except psycopg.OperationalError:
                ended = not Path(f"/proc/{self.pid}").exists()
                if ended or time.monotonic() > until:
                    log = (self.folder / "log").read_text("utf-8")
                    raise AssertionError(f"the server did not start: {log}") from None
            time.sleep(0.02)

    def execute(self, query: str) -> list[tuple[object, ...]]:
        """Run one statement of a test's own and return what it gives."""
        address = f"host={self.folder} user={USER} dbname=postgres"
        with psycopg.connect(address, autocommit=True) as db:
            cursor = db.execute(sql.SQL(query))
            return cursor.fetchall() if cursor.description else []

    def url(self, name: str) -> str:
        """Return where a database is, as SQLAlchemy wants it."""
        return f"postgresql+psycopg://{USER}@/{name}?host={self.folder}"

    def stop(self) -> None:
        """Stop it and remove what it had."""
        atexit.unregister(self.stop)
        if self._guard is not None and self._guard.stdin and self._guard.stdout:
            self._guard.stdin.close()
            self._guard.wait(_PATIENCE)
            self._guard.stdout.close()
            self._guard = None
        shutil.rmtree(self.folder, ignore_errors=True)


class Cluster(Server):
    """A server that gives a new database to whoever asks."""

    def __init__(self) -> None:
        remove_leftovers()
        super().__init__(new_folder())
        self._numbers = itertools.count(1)
        self._one = threading.Lock()
        new_data(self.folder)
        self.start()

    def fresh(self, template: str | None = None) -> str:
        """Make a database and return its URL.

        :param template: URL or name of one that it becomes a copy of; nobody may be
            connected with that one.
        """
        name = f"test_{next(self._numbers)}"
        source = urlsplit(template).path.lstrip("/") if template else "template1"
        with self._one:  # a template can be copied by one at a time
            # As files: half the time of a copy by the log, which nobody reads here.
            how = f'TEMPLATE "{source}" STRATEGY FILE_COPY'
            self.execute(f'CREATE DATABASE "{name}" {how}')
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected with it."""
        name = urlsplit(url).path.lstrip("/")
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@cache
def cluster() -> Cluster:
    """Return this process's server, started now if it is the first time."""
    return Cluster()
