"""`kiosk center desk` as it is typed: it serves, and says what is wrong."""

import json
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path

from kiosk.center.database.connecting import connect
from kiosk.center.identity.authority import Authority


def desk(folder: Path, *options: str) -> "subprocess.Popen[str]":
    words = ["center", "desk", "--folder", str(folder), "--port", "0", *options]
    return subprocess.Popen(
        [sys.executable, "-m", "kiosk", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_it_serves_until_it_is_told_to_end(tmp_path: Path) -> None:
    connect(tmp_path).close()
    with desk(tmp_path) as process:
        assert process.stdout is not None
        port = json.loads(process.stdout.readline())["port"]
        context = ssl.create_default_context(cafile=Authority.path(tmp_path))
        address = f"https://127.0.0.1:{port}/static/desk.css"
        with urllib.request.urlopen(address, context=context, timeout=30) as answer:
            assert answer.status == 200
        process.terminate()
        assert process.wait(60) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_a_certificate_that_is_none_is_told_in_a_sentence(tmp_path: Path) -> None:
    connect(tmp_path).close()
    (tmp_path / "own.pem").write_text("nothing")
    own = str(tmp_path / "own.pem")
    lone = desk(tmp_path, "--certificate", own, "--language", "en")
    assert "--key go together" in lone.communicate(timeout=60)[1]
    assert lone.returncode == 2
    both = ["--certificate", own, "--key", own, "--language", "en"]
    broken = desk(tmp_path, *both)
    told = broken.communicate(timeout=60)[1]
    assert "cannot be used" in told
    assert "Traceback" not in told
    assert broken.returncode != 0


def test_a_wrong_folder_begins_no_center(tmp_path: Path) -> None:
    wrong = desk(tmp_path / "nothing", "--language", "en")
    told = wrong.communicate(timeout=60)[1]
    assert wrong.returncode == 2
    assert "there is no center here" in told.lower() or "no center" in told.lower()
    assert not (tmp_path / "nothing").exists()
