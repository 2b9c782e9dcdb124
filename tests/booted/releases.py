"""Upgrade and roll-back by package, on a system that is read only."""

import re
import subprocess
import time
from pathlib import Path

from kiosk.settings.programs import program
from tests.booted.stand import NotSeen, Stand
from tests.booted.stick import make_stick, plug_in, pull_out

STICK = "/media/kiosk-stick"


def broken_copy(good: Path, folder: Path, version: str) -> Path:
    """Return a package like another one, whose program ends at once."""
    old = re.sub(r"^kiosk_|_amd64.deb$", "", good.name)
    tree = folder / "broken"
    subprocess.run([program("rm"), "-rf", tree], check=True)
    subprocess.run([program("dpkg-deb"), "-R", good, tree], check=True)
    releases = tree / "opt" / "kiosk" / "releases"
    (releases / old).rename(releases / version)
    for name in ("control", "postinst"):
        script = tree / "DEBIAN" / name
        script.write_text(script.read_text().replace(old, version))
    started = releases / version / "bin" / "kiosk"
    started.write_text("#!/bin/sh\necho 'a broken release' >&2\nexit 1\n")
    (tree / "DEBIAN" / "md5sums").unlink()
    made = folder / f"kiosk_{version}_amd64.deb"
    packed = [program("dpkg-deb"), "--root-owner-group", "-Zzstd", "-z1", "-b"]
    command = [*packed, str(tree), str(made)]
    subprocess.run(command, check=True, capture_output=True)
    return made


def upgrade(stand: Stand, good: Path, folder: Path) -> None:
    """Install a newer release, then a broken one, which goes back by itself."""
    version = good.name.split("_")[1]
    bad = broken_copy(good, folder, f"{version}.9")
    make_stick(folder / "stick.img", {}, [good, bad])
    plug_in(stand.machine, folder / "stick.img")
    time.sleep(12)
    first = status(stand)
    _install(stand, good)
    stand.until(lambda: f"{version} runs" in status(stand), "the new one runs", 120)
    # The judge must say so: a trial that is lost on the way is no proof.
    stand.until(lambda: f"kept {version}" in status(stand), "it is kept", 600)
    stand.see("attract")
    stand.say(f"upgraded: {first} -> {status(stand)}")
    _install(stand, bad)
    begin = time.monotonic()
    stand.until(lambda: f"{version} runs" in status(stand), "the one before runs", 400)
    stand.see("attract", 180)
    took = time.monotonic() - begin
    stand.say(f"a broken release: the one before draws again after {took:.0f} s")
    stand.say(status(stand))
    verified = stand.machine.shell(
        "runuser -u kiosk -- kiosk journal verify", 120
    ).strip()
    stand.say(f"the journal: {verified.splitlines()[-1]}")
    pull_out(stand.machine)


def status(stand: Stand) -> str:
    """Return what the machine says of its releases, in one line."""
    text = stand.machine.shell("/usr/lib/kiosk/kiosk-release status")
    return "; ".join(text.replace("kiosk-release: ", "").splitlines())


def _install(stand: Stand, package: Path) -> None:
    begin = time.monotonic()
    said = stand.machine.shell(
        f"/usr/lib/kiosk/kiosk-release open; dpkg -i {STICK}/{package.name}", 400
    )
    if "Setting up kiosk" not in said:
        raise NotSeen(f"{package.name} was not installed: {said[-300:]}")
    stand.say(f"{package.name} installed in {time.monotonic() - begin:.0f} s")
