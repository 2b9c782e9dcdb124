"""A real Chromium for tests, driven by chromedriver over the W3C's protocol."""

import base64
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from kiosk.settings.programs import program
from kiosk.settings.shipped import asset

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"""
_OPTIONS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
    *("--disable-dev-shm-usage", "--force-device-scale-factor=1", "--lang=zh-CN"),
    *("--no-first-run", "--disable-background-networking", "--disable-sync"),
)


class Chromium:
    """One window."""

    def __init__(self, client: httpx2.Client, session: str) -> None:
        self._client, self._path = client, f"/session/{session}"

    def open(self, url: str) -> None:
        """Go to an address and wait until it is there."""
        self._do("POST", "/url", {"url": url})

    def cookie(self, name: str, value: str) -> None:
        """Put a cookie in; the window is on the address it is for."""
        own = {"name": name, "value": value, "path": "/", "secure": True}
        self._do("POST", "/cookie", {"cookie": own})

    def press(self, css: str) -> None:
        """Press what is found first, and wait until the page it leads to is there.

        The driver itself does not always wait for the answer to a form.
        """
        found = self._find(css)
        self.execute("window.left = true")
        self._do("POST", f"/element/{found}/click", {})
        self.wait_for_page()

    def wait_for_page(self) -> None:
        """Wait until another page than the one marked `left` is there, all of it."""
        self.wait_for("!window.left && document.readyState === 'complete'")

    def write(self, css: str, text: str) -> None:
        """Type into a field."""
        self._do("POST", f"/element/{self._find(css)}/value", {"text": text})

    def text(self, css: str = "body") -> str:
        """Return what is to be read there."""
        return str(self._do("GET", f"/element/{self._find(css)}/text"))

    def execute(self, script: str) -> Any:
        """Return what a script of the test's own returns."""
        return self._do("POST", "/execute/sync", {"script": script, "args": []})

    def wait_for(self, script: str, seconds: float = 60.0) -> None:
        """Wait until a script is true."""
        end = time.monotonic() + seconds
        while not self.execute(f"return Boolean({script})"):
            assert time.monotonic() < end, f"{script}: {self.text()}"
            time.sleep(0.05)

    def complaints(self) -> list[str]:
        """Return what the browser itself calls wrong: a broken policy, a script."""
        found = self._do("POST", "/se/log", {"type": "browser"})
        return [each["message"] for each in found if each["level"] == "SEVERE"]

    def picture(self, path: Path, width: int = 1366, height: int = 0) -> None:
        """Take a picture of the whole page, or of its upper part."""
        self.size(width, 768)
        whole = int(self.execute("return document.documentElement.scrollHeight"))
        self.size(width, height or min(whole, 6000))
        path.write_bytes(base64.b64decode(self._do("GET", "/screenshot")))

    def size(self, width: int, height: int) -> None:
        """Make the page so large."""
        rect = {"width": width, "height": height, "x": 0, "y": 0}
        self._do("POST", "/window/rect", rect)
        inner = "return [innerWidth, innerHeight]"
        wide, high = self.execute(inner)
        rect |= {"width": width + width - wide, "height": height + height - high}
        self._do("POST", "/window/rect", rect)

    def _find(self, css: str) -> str:
        wanted = {"using": "css selector", "value": css}
        return str(self._do("POST", "/element", wanted)[_ELEMENT])

    def _do(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._client.request(method, self._path + path, json=body)
        value = answer.json()["value"]
        assert answer.status_code == 200, value
        return value


@contextmanager
def chromium() -> Iterator[Chromium]:
    """Run a browser for the time of the block; it trusts the desk's own certificate."""
    folder = Path(tempfile.mkdtemp(prefix="kiosk-chromium-"))
    fonts = folder / "fonts.conf"
    fonts.write_text(_FONTS.format(fonts=asset("fonts"), cache=folder / "cache"))
    driver = subprocess.Popen(
        [program("chromedriver"), "--port=0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={
            "PATH": "/usr/bin:/bin",
            "FONTCONFIG_FILE": str(fonts),
            "HOME": str(folder),
        },
    )
    try:
        with httpx2.Client(base_url=_address(driver), timeout=60) as client:
            session = _begin(client, folder)
            try:
                yield Chromium(client, session)
            finally:  # else the browser outlives its driver
                client.delete(f"/session/{session}")
    finally:
        driver.terminate()
        driver.wait(10)
        assert driver.stdout is not None
        driver.stdout.close()
        shutil.rmtree(folder, ignore_errors=True)


def _address(driver: "subprocess.Popen[str]") -> str:
    assert driver.stdout is not None
    for line in driver.stdout:
        if "started successfully on port" in line:
            port = line.strip().rstrip(".").rpartition(" ")[2]
            return f"http://127.0.0.1:{port}"
    raise AssertionError("the driver did not start")


def _begin(client: httpx2.Client, folder: Path) -> str:
    chosen = {
        "binary": "/usr/bin/chromium",
        "args": [*_OPTIONS, f"--user-data-dir={folder / 'profile'}"],
    }
    wanted: dict[str, Any] = {"acceptInsecureCerts": True, "goog:chromeOptions": chosen}
    wanted["goog:loggingPrefs"] = {"browser": "ALL"}
    body = {"capabilities": {"alwaysMatch": wanted}}
    answer = client.post("/session", json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["value"]["sessionId"])
