"""Writes the demo's `index.html`: all screens and receipts on one page."""

import html
from pathlib import Path
from typing import Any

_STYLE = """
body { font: 16px/1.5 sans-serif; margin: 2rem auto; max-width: 1200px; color: #1b2b3a }
figure { display: inline-block; margin: 0 1.5rem 2rem 0; vertical-align: top }
img { border: 1px solid #c5ced6; max-width: 270px } .receipt img { max-width: 380px }
figcaption, td { font-size: 14px } td { padding: .1rem .8rem .1rem 0 }
.bad { color: #a4161a } .good { color: #1b6e3c }
"""


def write_report(out: Path, summary: dict[str, Any]) -> None:
    """Write the page that shows what the demo left in its folder."""
    ok = bool(summary["ok"])
    word = "all as expected" if ok else f"failed: {summary.get('trouble', '')}"
    steps = "".join(
        f"<tr><td>{step['at']:.2f} s</td><td>{html.escape(step['step'])}</td></tr>"
        for step in summary.get("steps", [])
    )
    page = (
        "<!doctype html><meta charset=utf-8><title>Kiosk demo</title>"
        f"<style>{_STYLE}</style><h1>One visit</h1>"
        f"<p class={'good' if ok else 'bad'}>{html.escape(word)}</p>"
        f"<table>{steps}</table>{_numbers(summary)}"
        f"<h2>Screens</h2>{_figures(out, 'screens')}"
        f"<h2>Receipts</h2><div class=receipt>{_figures(out, 'receipts')}</div>"
    )
    (out / "index.html").write_text(page, "utf-8")


def _numbers(summary: dict[str, Any]) -> str:
    rows = {
        "card commands": summary.get("apdu_count"),
        "receipt bytes": summary.get("receipt_bytes"),
        "events": summary.get("events"),
        "chain verified": summary.get("chain_verified"),
    }
    cells = "".join(
        f"<tr><td>{name}</td><td>{html.escape(str(value))}</td></tr>"
        for name, value in rows.items()
    )
    return f"<h2>Numbers</h2><table>{cells}</table>"


def _figures(out: Path, folder: str) -> str:
    return "".join(
        f"<figure><img src='{folder}/{path.name}' alt='{path.stem}'>"
        f"<figcaption>{path.stem}</figcaption></figure>"
        for path in sorted((out / folder).glob("*.png"))
    )
