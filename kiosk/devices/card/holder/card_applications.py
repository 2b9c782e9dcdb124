"""The applications below the environment: their ids, names and labels.

Values only; `filesystem.py` selects them, the virtual card is built from them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Application:
    """An application below the environment: id, name and label."""

    fid: int
    name: bytes
    label: str
    area: str


APPLICATIONS = (
    Application(0xDF01, bytes.fromhex("D15600000500"), "公共应用", "DF01"),
    Application(0xDF02, bytes.fromhex("D15600000501"), "就业与失业", "DF02"),
    Application(0xDF03, bytes.fromhex("D15600000502"), "社会保险1", "DF03"),
    Application(0xDF04, bytes.fromhex("D15600000503"), "社会保险2", "DF04"),
    Application(0xDF07, bytes.fromhex("D15600000504"), "人事与人才", "DF07"),
)

ANNEX = tuple(
    Application(fid, label.encode("gbk"), label, f"{fid:04X}")
    for fid, label in ((0xDF05, "生命与健康信息区"), (0xDF06, "救助与优抚信息区"))
)
"""The standard's reference annex; few cards have them, and their name is the label."""


def application(area: str) -> Application | None:
    """Return the standard's application of an area such as `DF03`."""
    return next((a for a in (*APPLICATIONS, *ANNEX) if a.area == area), None)
