"""The real script that seals the keys, on a root of its own, cut at every step.

systemd stands beside it in small: credentials open on the machine that made them.
"""

import os
import re
import shutil
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import pytest

from kiosk.settings.programs import program
from kiosk.sync.identity.credential_keys import CredentialKey, CredentialKeys
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.key_file import KEYS_FILE

SCRIPT = Path(__file__).parents[3] / "packaging/kiosk/kiosk-seal.sh"
STEP = """#!/bin/sh
read -r left <"$ROOT/left"
echo $((left - 1)) >"$ROOT/left"
[ "$left" -gt 0 ] || kill -9 0
"""
PLAIN_STEP = (
    STEP
    + """exec "/bin/${0##*/}" "$@"
"""
)
CREDS = (
    STEP.replace("\n", "\n[ $1 = decrypt ] || {\n", 1)
    + """}
name=- how=host verb=$1
for word; do
    case $word in --name=*) name=${word#*=} ;; --with-key=*) how=${word#*=} ;; esac
    before=$last last=$word
done
read -r board <"$ROOT/board"
case $verb in
    encrypt) { echo "$name $how $board"; cat; } >"$last" ;;
    decrypt) grep -q "^$name [a-z0-9]* $board$" "$before" && tail -n 1 "$before" ;;
    has-tpm2) [ -e "$ROOT/tpm" ] ;;
esac
"""
)
RUN = (
    STEP
    + """export CREDENTIALS_DIRECTORY="$ROOT/handed"
rm -rf "$ROOT/handed"
mkdir "$ROOT/handed"
for each in kiosk.keys kiosk.keys.before; do
    kept=$ROOT/etc/kiosk/credentials/$each
    [ ! -f "$kept" ] ||
        systemd-creds decrypt --name=$each "$kept" - >"$ROOT/handed/$each" || exit 1
done
while [ "$1" != -- ]; do shift; done
shift
[ "$1" != /usr/bin/kiosk ] || { shift; set -- "$ROOT/kiosk" "$@"; }
"$@"
"""
)
CONTROL = """#!/bin/sh
echo "$*" >>"$ROOT/asked"
case $1 in
    is-active) cat "$ROOT/service" ;;
    stop) echo inactive >"$ROOT/service" ;;
    mask) touch "$ROOT/masked" ;;
    unmask) rm "$ROOT/masked" ;;
    start) [ ! -e "$ROOT/masked" ] && echo active >"$ROOT/service" ;;
esac
"""
SMALL_KIOSK = """#!/bin/sh
named() {
    [ -f "$ROOT/handed/$1" ] || return 0
    printf 'kiosk-keys-id-1 %s' "$(cat "$ROOT/handed/$1")" | sha256sum | cut -c1-16
}
cd "$ROOT/var/lib/kiosk/keys"
key=$(cut -d'"' -f6 device-keys.json)
[ -z "$key" ] || [ "$key" = "$(named kiosk.keys)" ] ||
    [ "$key" = "$(named kiosk.keys.before)" ] || exit 2
case $2 in
    seal) echo '{"format":1,"key":"'"$(named kiosk.keys)"'"}' >device-keys.json ;;
    unseal) : >device-keys.json ;;
esac
"""
REAL_KIOSK = f"""#!/bin/sh
export STATE_DIRECTORY="$ROOT/var/lib/kiosk" PATH=/usr/bin:/bin
exec {sys.executable} -m kiosk "$@" --language en
"""


class Sealed:
    """A root with keys, and what stands around the script."""

    def __init__(self, root: Path, kiosk: str = SMALL_KIOSK) -> None:
        self.root = root
        self.keys = root / "var/lib/kiosk/keys"
        self.credentials = root / "etc/kiosk/credentials"
        for folder in (self.keys, root / "etc/kiosk", root / "shims"):
            folder.mkdir(parents=True)
        (root / "board").write_text("one\n")
        (root / "service").write_text("activating\n")
        (root / "run").mkdir()
        shims = dict.fromkeys(("mv", "rm"), PLAIN_STEP)
        shims |= {"systemd-creds": CREDS, "systemd-run": RUN, "systemctl": CONTROL}
        shims["sync"] = "#!/bin/sh\n"
        for name, text in shims.items():
            self._program(root / "shims" / name, text)
        self._program(root / "kiosk", kiosk)

    def _program(self, path: Path, text: str) -> None:
        path.write_text(text)
        path.chmod(0o755)

    def does(self, *words: str, left: int = 10_000) -> int:
        """Run the script; it and all below it is killed at a step."""
        (self.root / "left").write_text(f"{left}\n")
        path = f"{self.root / 'shims'}:/usr/bin:/bin"
        done = subprocess.run(
            [program("sh"), str(SCRIPT), *words],
            env={"ROOT": str(self.root), "PATH": path},
            start_new_session=True,
            capture_output=True,
            text=True,
            check=False,
        )
        self.said = done.stdout + done.stderr
        return done.returncode

    @property
    def running(self) -> bool:
        return (self.root / "service").read_text() == "active\n"

    def names(self) -> set[str]:
        """Return the names of the sealing keys that a start would be handed."""
        kept = self.credentials.glob("kiosk.keys*")
        secrets = [b64decode(path.read_text().splitlines()[1]) for path in kept]
        return {CredentialKey(secret).name for secret in secrets}

    @property
    def sealed_with(self) -> str:
        """Return the name of the key that the keys are sealed with; empty: none."""
        text = (self.keys / KEYS_FILE).read_text()
        found = re.findall('"key":"([0-9a-f]{16})"', text)
        return found[0] if found else ""


def test_the_real_program_seals_changes_and_unseals(tmp_path: Path) -> None:
    machine = Sealed(tmp_path / "root", REAL_KIOSK)
    ours = DeviceKeys.load_or_create(machine.keys, CredentialKeys()).signing_public
    assert machine.does("on") == 0, machine.said
    assert machine.sealed_with in machine.names()
    first = (machine.credentials / "kiosk.keys").read_bytes()
    assert machine.does("rotate") == 0, machine.said
    assert (machine.credentials / "kiosk.keys").read_bytes() != first
    assert not (machine.credentials / "kiosk.keys.before").exists()
    assert "sealed with kiosk.keys\n" in machine.said
    assert machine.does("off") == 0, machine.said
    assert not machine.sealed_with
    assert not list(machine.credentials.iterdir())
    kept = DeviceKeys.load_or_create(machine.keys, CredentialKeys())
    assert kept.signing_public == ours
    assert machine.running


def test_a_command_is_run_with_the_credential(tmp_path: Path) -> None:
    machine = Sealed(tmp_path / "root")
    assert machine.does("on") == 0
    told = 'wc -c <"$CREDENTIALS_DIRECTORY/kiosk.keys"'
    assert machine.does("run", "sh", "-c", told) == 0
    assert machine.said == "44\n"
    assert machine.does("run", "sh", "-c", "exit 7") == 7
    assert machine.does("run") == 1


@pytest.mark.parametrize(
    ("word", "sealed"), [("on", True), ("rotate", True), ("off", False)]
)
def test_a_cut_at_any_step_is_gone_on_from(
    tmp_path: Path, word: str, sealed: bool
) -> None:
    """Never is there nothing that opens what is there, and again ends it."""
    machine = Sealed(tmp_path / "root")
    (machine.keys / KEYS_FILE).touch()
    if word != "on":
        assert machine.does("on") == 0, machine.said
    shutil.copytree(machine.root, tmp_path / "before")
    for limit in range(60):
        shutil.rmtree(machine.root)
        shutil.copytree(tmp_path / "before", machine.root)
        cut = machine.does(word, left=limit)
        if machine.sealed_with:
            assert machine.sealed_with in machine.names()
        assert machine.does(word) == 0, (limit, machine.said)
        assert bool(machine.sealed_with) is sealed
        assert not (machine.credentials / "kiosk.keys.before").exists()
        if cut == 0:
            assert limit > 2
            return
    raise AssertionError("it never ran to its end")


def test_another_board_opens_nothing_and_loses_nothing(tmp_path: Path) -> None:
    machine = Sealed(tmp_path / "root")
    assert machine.does("on", "tpm2") == 1
    assert "no TPM" in machine.said
    (machine.root / "tpm").touch()
    (machine.keys / KEYS_FILE).touch()
    assert machine.does("on", "tpm2") == 0
    credential = machine.credentials / "kiosk.keys"
    before, key = credential.read_bytes(), machine.sealed_with
    (machine.root / "board").write_text("two\n")
    for words in (["on"], ["rotate"], ["off"], ["run", "true"], ["status"]):
        assert machine.does(*words) == 1, machine.said
        assert machine.sealed_with == key
        assert credential.read_bytes() == before
    assert "does not open" in machine.said
    credential.unlink()
    assert machine.does("on") == 1
    assert "bring it back" in machine.said
    assert machine.running


def test_a_credential_of_other_keys_changes_nothing(tmp_path: Path) -> None:
    machine = Sealed(tmp_path / "root")
    assert machine.does("on") == 0
    (machine.keys / KEYS_FILE).write_text('{"format":1,"key":"0123456789abcdef"}')
    before = (machine.credentials / "kiosk.keys").read_bytes()
    for words in (["rotate"], ["off"], ["on"], ["status"]):
        assert machine.does(*words) == 1, machine.said
        assert (machine.credentials / "kiosk.keys").read_bytes() == before
    assert "bring it back" in machine.said


def test_nothing_changes_while_a_command_may_seal(tmp_path: Path) -> None:
    """It would seal with the credential that it was given, which would be gone."""
    machine = Sealed(tmp_path / "root")
    assert machine.does("on") == 0
    inside = f'sh {SCRIPT} off; echo "$?"'
    assert machine.does("run", "sh", "-c", inside) == 0
    assert "under way" in machine.said
    assert machine.said.startswith("1\n")
    assert (machine.credentials / "kiosk.keys").exists()
    assert machine.does("off") == 0
    asked = (machine.root / "asked").read_text().splitlines()[-7:]
    assert [line.split()[0] for line in asked] == [
        *("is-active", "stop", "mask", "stop"),
        *("unmask", "reset-failed", "start"),
    ]


def test_no_release_on_trial_is_sealed(tmp_path: Path) -> None:
    """The one before may not know how to open it."""
    machine = Sealed(tmp_path / "root")
    trial = machine.root / "opt/kiosk/trial"
    trial.parent.mkdir(parents=True)
    trial.touch()
    assert machine.does("on") == 1
    assert "on trial" in machine.said
    assert os.listdir(machine.root / "etc/kiosk") == []
