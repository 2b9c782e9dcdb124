"""Root's side believes nothing: what is refused, and what stands then on the page."""

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.machine.release import release_install
from kiosk.machine.release.release_install import UpdateInstaller
from kiosk.sync.release.release_file import ReleaseRefused, sign_release
from kiosk.sync.release.release_keys import make_key, read_private
from kiosk.sync.release.release_place import ReleasePlace
from tests.sync.release.releases import lay, manifest


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root with an update that its own key signed, and the wish for it."""
    for folder in ("run/kiosk", "opt/kiosk", "etc/kiosk/update-keys"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.setattr(release_install, "architecture", lambda: "amd64")
    public = make_key(tmp_path / "office.key")
    public.rename(tmp_path / "etc/kiosk/update-keys/office.pub")
    sign(tmp_path, read_private(tmp_path / "office.key"))
    wish(tmp_path, manifest().file)
    return tmp_path


def sign(root: Path, key: Ed25519PrivateKey, **other: object) -> None:
    made = lay(root / "var/lib/kiosk/update", **other)  # type: ignore[arg-type]
    signed = root / f"var/lib/kiosk/update/{made.file}.release"
    signed.write_bytes(sign_release(made, key))


def wish(root: Path, text: str) -> None:
    (root / "run/kiosk/update-wanted").write_text(text)


def refusal(root: Path) -> str:
    """Install, and return why not, as the page will say it."""
    with pytest.raises(ReleaseRefused) as refused:
        UpdateInstaller(root).run()
    assert not (root / "run/kiosk/update-wanted").exists()
    assert not (root / "var/cache/kiosk/kiosk.deb").exists()
    told, _ = ReleasePlace(root / "opt/kiosk").result
    assert told == refused.value.why
    return told


def test_what_is_signed_but_no_package_is_not_installed(root: Path) -> None:
    """All of it holds, and dpkg-deb still has the last word."""
    assert refusal(root) == "other_package"
    assert list((root / "var/cache/kiosk").iterdir()) == []
    assert ReleasePlace(root / "opt/kiosk").floor == 0


def test_another_key_is_refused(root: Path) -> None:
    sign(root, Ed25519PrivateKey.generate())
    assert refusal(root) == "wrong_key"


def test_without_keys_nothing_is_installed(root: Path) -> None:
    (root / "etc/kiosk/update-keys/office.pub").write_text("kiosk-release-key-1 AAAA")
    assert refusal(root) == "no_keys"


def test_an_older_one_is_refused(root: Path) -> None:
    (root / "opt/kiosk/serial").write_text("20\n")
    assert refusal(root) == "older"


def test_a_machine_installed_by_hand_goes_back_to_no_old_release(root: Path) -> None:
    """It has no number yet: what the office signed long ago is older by its version."""
    base = root / "opt/kiosk"
    (base / "kept/0.10.0").mkdir(parents=True)
    (base / "current").symlink_to("kept/0.10.0")
    assert refusal(root) == "older"


def test_a_wish_that_is_a_deep_folder_is_taken_away(root: Path) -> None:
    place = root / "run/kiosk/update-wanted"
    place.unlink()
    place.mkdir()
    folder = os.open(place, os.O_DIRECTORY)
    for _ in range(2000):
        os.mkdir("d", dir_fd=folder)
        inner = os.open("d", os.O_DIRECTORY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(folder)
    assert UpdateInstaller(root).run() is None
    assert not place.exists()


def test_what_the_kiosk_changed_after_its_own_check_is_found(root: Path) -> None:
    file = root / f"var/lib/kiosk/update/{manifest().file}.deb"
    with file.open("r+b") as opened:
        opened.seek(1000)
        opened.write(b"!")
    assert refusal(root) == "changed"


def test_a_link_of_the_kiosks_leads_nowhere(root: Path) -> None:
    update = root / "var/lib/kiosk/update"
    update.rename(root / "elsewhere")
    update.symlink_to(root / "elsewhere")
    assert refusal(root) == "missing"


def test_while_one_is_on_trial_nothing_is_installed(root: Path) -> None:
    base = root / "opt/kiosk"
    (base / "kept/0.1.5").mkdir(parents=True)
    (base / "current").symlink_to("kept/0.1.5")
    (base / "trial").write_text("0.1.5 0.1.0 1\n")
    assert refusal(root) == "on_trial"


@pytest.mark.parametrize(
    "text", ["", "../../etc/passwd", "kiosk_1.0_amd64/../x", "x" * 5000, "\x00\n"]
)
def test_a_wish_that_is_no_name_is_only_taken_away(root: Path, text: str) -> None:
    wish(root, text)
    assert UpdateInstaller(root).run() is None
    assert not (root / "run/kiosk/update-wanted").exists()


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_a_wish_that_is_no_file_is_not_waited_for(root: Path, kind: str) -> None:
    place = root / "run/kiosk/update-wanted"
    place.unlink()
    if kind == "link":
        place.symlink_to(root / "office.key")
    elif kind == "pipe":
        os.mkfifo(place)
    else:
        (place / "inner").mkdir(parents=True)
    assert UpdateInstaller(root).run() is None
    assert not os.path.lexists(place)
    assert (root / "office.key").exists()
