"""The documents say what the code says: faults, settings, commands, texts, licences."""

import re
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from kiosk.center.events.effects import EFFECTS, KEYED_EFFECTS
from kiosk.domain.faults import Fault
from kiosk.settings.config import KioskConfig
from kiosk.settings.loading import load_config
from kiosk.settings.regions import load_region
from kiosk.settings.texts import languages, own_entries
from kiosk.settings.toml_file import decode_toml
from tests.every import every

ROOT = Path(__file__).resolve().parents[2]


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("document", ["docs/faults.md", "docs/zh/faults.md"])
def test_every_fault_is_documented(document: str) -> None:
    text = read(document)
    documented = set(re.findall(r"^\| ([A-Z]\d\d) \|", text, re.MULTILINE))
    assert documented == {str(fault) for fault in Fault}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_has_words(language: str, fault: Fault) -> None:
    entries = own_entries(language)
    for part in ("title", "body", "todo"):
        assert entries.get(f"fault__{fault}__{part}"), (fault, part)


def test_all_languages_have_the_same_keys() -> None:
    keys = {language: set(own_entries(language)) for language in languages()}
    first = keys[languages()[0]]
    for language, own in every(keys.items()):
        assert own == first, (language, own ^ first)


def test_shipped_settings_show_every_key_with_its_default() -> None:
    shown = decode_toml(ROOT / "config" / "kiosk.toml", KioskConfig)
    text = read("config/kiosk.toml")
    for table in every(msgspec.structs.fields(KioskConfig)):
        values = getattr(shown, table.name)
        for field in msgspec.structs.fields(type(values)):
            assert re.search(rf"^{field.name} = ", text, re.MULTILINE), field.name
            if field.default is not msgspec.NODEFAULT:
                assert getattr(values, field.name) == field.default, field.name


@pytest.mark.parametrize("name", ["kiosk.toml", "demo.toml"])
def test_shipped_settings_load(name: str) -> None:
    load_config(ROOT / "config" / name)


@pytest.mark.parametrize(
    "name", sorted(p.stem for p in (ROOT / "config" / "regions").glob("*.toml"))
)
def test_every_region_loads(name: str) -> None:
    assert load_region(ROOT / "config" / "kiosk.toml", name).region.id == name


def test_locks_name_no_registry() -> None:
    for path in every((ROOT / "requirements").glob("*.txt")):
        assert "://" not in path.read_text("utf-8"), path


@pytest.mark.parametrize(
    "document",
    [
        "README.md",
        *(str(p.relative_to(ROOT)) for p in sorted((ROOT / "docs").rglob("*.md"))),
    ],
)
def test_links_between_documents_hold(document: str) -> None:
    folder = (ROOT / document).parent
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", read(document))
    own = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in own if not (folder / target).exists()] == []


FENCE = re.MULTILINE | re.DOTALL


def named(text: str) -> Counter[str]:
    """Return what stands in backquotes, but file names of documents."""
    spans = re.findall(r"`([^`]+)`", re.sub(r"^```.*?^```$", "", text, flags=FENCE))
    return Counter(" ".join(s.split()) for s in spans if not s.endswith(".md"))


@pytest.mark.parametrize(
    "name",
    ["acts", "deploy", "faults", "install", "integration", "operate", "regions"],
)
def test_chinese_and_english_name_the_same_things(name: str) -> None:
    """Both stay true: a key, a route, a command or a code of one is in the other."""
    english, chinese = read(f"docs/{name}.md"), read(f"docs/zh/{name}.md")
    if name == "regions":  # what comes after is for contributors
        english = english.partition("## Against the founding documents")[0]
    assert set(named(english)) - set(named(chinese)) == set()
    assert set(named(chinese)) - set(named(english)) == set()


@pytest.mark.parametrize("name", ["events", "faults", "integration"])
def test_chinese_and_english_tables_have_the_same_rows(name: str) -> None:
    rows = [
        re.findall(r"^\| ([^|]+) \|", read(f"docs/{folder}{name}.md"), re.MULTILINE)[1:]
        for folder in ("", "zh/")
    ]
    assert rows[0] == rows[1]
    assert len(rows[0]) > 7


@pytest.mark.parametrize("name", ["deploy", "first-start", "install", "operate"])
def test_chinese_and_english_tables_are_as_long(name: str) -> None:
    rows = [read(f"docs/{folder}{name}.md").count("\n| ") for folder in ("", "zh/")]
    assert rows[0] == rows[1] > 5


def test_chinese_and_english_count_the_same_counters() -> None:
    tables = [read(f"docs/{name}.md").count("\n| ") for name in ("acts", "zh/acts")]
    generated = read("docs/acts.md").partition("<!-- guessing one -->")[2]
    assert tables[0] - generated.count("\n| ") == tables[1]


def test_the_operators_manual_names_every_command() -> None:
    text = read("docs/zh/operator.md")
    folder = ROOT / "kiosk" / "machine" / "shell"
    files = sorted(
        str(path.relative_to(ROOT)) for path in folder.rglob("center_*/*.py")
    )
    files += [f"kiosk/machine/shell/center_{name}.py" for name in ("commands", "serve")]
    source = "".join(read(name) for name in files)
    commands = re.findall(r'add\(\s*actions, "([a-z-]+)"', source)
    assert len(commands) >= 25
    for command in every(commands):
        assert f"kiosk center {command}" in text, command


def test_the_kinds_that_a_center_acts_on_are_named() -> None:
    text = read("docs/zh/events.md")
    (line,) = [line for line in text.splitlines() if "采取行动" in line]
    assert all(
        f"`{kind.about.name}`" in line for kind in every([*EFFECTS, *KEYED_EFFECTS])
    )


def test_architecture_names_every_room() -> None:
    text = read("docs/architecture.md")
    rooms = [p for p in (ROOT / "kiosk").iterdir() if not p.name.startswith("__")]
    for room in every(rooms):
        assert room.name in text, room.name


def test_every_dependency_is_explained() -> None:
    import tomllib

    project = tomllib.loads(read("pyproject.toml"))["project"]
    named = [
        *project["dependencies"],
        *project["optional-dependencies"]["center"],
        *project["optional-dependencies"]["dev"],
    ]
    text = read("docs/dependencies.md")
    for requirement in every(named):
        name = re.split(r"[\[<>=]", requirement)[0]
        assert f"| {name} |" in text, name


def test_the_unit_hides_nothing_that_the_program_reads() -> None:
    """`ProcSubset=pid` would hide the boot id, and the kiosk could not start."""
    unit = read("systemd/kiosk.service")
    reads = [
        path
        for path in (ROOT / "kiosk").rglob("*.py")
        if re.search(r'"/proc/(?!self|\d)', path.read_text("utf-8"))
    ]
    assert reads, "the clock reads the boot id; if it does not any more, so be it"
    assert "ProcSubset=pid" not in unit, reads
