"""The two pages as one HTML file for a browser in kiosk mode.

Only the file and the command; the browser itself is Debian's package chromium.
"""

import html
import os
import shutil
from pathlib import Path
from typing import Any

_STYLE = """
@font-face {{ font-family: noto; src: url("file://{regular}"); }}
@font-face {{ font-family: noto; font-weight: bold; src: url("file://{bold}"); }}
* {{ margin: 0; box-sizing: border-box; user-select: none; font-family: noto; }}
body {{ background: {ground}; color: {ink}; overflow: hidden; }}
div, button {{ position: absolute; white-space: nowrap; }}
button {{ background: {key}; color: {ink}; border: 2px solid {ink};
          border-radius: 10px; }}
button:active {{ background: {pressed}; }}
"""
_SCRIPT = """
let typed = 0;
function enter(change, field) {
  typed = Math.min(6, Math.max(0, typed + change));
  document.getElementById(field).textContent = "●".repeat(typed);
}
function other(now, next) {
  document.getElementById(now).hidden = true;
  document.getElementById(next).hidden = false;
}
"""


def _place(rect: list[int], size: int) -> str:
    left, top, width, height = rect
    return (
        f"left:{left}px;top:{top}px;width:{width}px;height:{height}px;"
        f"font-size:{size}px;"
    )


def _label(label: dict[str, Any], name: str = "") -> str:
    weight = "bold" if label["bold"] else "normal"
    style = _place(label["rect"], label["size"])
    style += f"line-height:{label['rect'][3]}px;text-align:{label['align']};"
    style += f"font-weight:{weight}"
    return f'<div id="{name}" style="{style}">{html.escape(label["text"])}</div>'


def _page(name: str, page: dict[str, Any], next_name: str, shown: bool) -> str:
    parts = [_label(label) for label in page["labels"]]
    parts.append(_label(page["field"], f"field-{name}"))
    for button in page["buttons"]:
        act = f"enter({-1 if button['name'] == 'key-delete' else 1}, 'field-{name}')"
        if button["name"] == page["other"]:
            act = f"other('{name}', '{next_name}')"
        style = _place(button["rect"], button["size"])
        label = html.escape(button["label"])
        parts.append(f'<button style="{style}" onclick="{act}">{label}</button>')
    hidden = "" if shown else " hidden"
    return f'<section id="{name}"{hidden}>{"".join(parts)}</section>'


def write_html(path: Path, spec: dict[str, Any]) -> None:
    """Write both pages; the first one is shown."""
    names = list(spec["pages"])
    pages = [
        _page(name, spec["pages"][name], names[1 - place], place == 0)
        for place, name in enumerate(names)
    ]
    style = _STYLE.format(**spec)
    path.write_text(
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>pages</title>'
        f"<style>{style}</style><script>{_SCRIPT}</script>{''.join(pages)}",
        "utf-8",
    )


def command(page: Path, profile: Path, size: tuple[int, int]) -> list[str]:
    """Return how the browser shows a file and nothing else; [] when there is none."""
    program = shutil.which("chromium")
    if program is None:
        return []
    flags = ["--kiosk", "--disable-gpu", "--disable-extensions", "--no-first-run"]
    flags.append("--disable-features=Translate")  # its bubble would take the taps
    if os.geteuid() == 0:
        flags.append("--no-sandbox")  # as root it does not start otherwise
    return [
        *(program, *flags, "--allow-file-access-from-files", "--disable-sync"),
        *("--force-color-profile=srgb", f"--user-data-dir={profile}"),
        *(f"--window-size={size[0]},{size[1]}", "--window-position=0,0"),
        page.as_uri(),
    ]
