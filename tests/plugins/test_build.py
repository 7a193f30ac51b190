"""What is built: the same bytes twice, what the stores ask for, and types that are the API's."""

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from plugins import api_types, build
from tests.api.servers import ROOT
from tests.plugins.builds import PLUGINS, needs_npm, tools

TARGETS = [(folder, target) for folder in build.extensions() for target in build.targets(folder)]


@needs_npm
@pytest.mark.parametrize(("folder", "target"), TARGETS, ids=[target for _, target in TARGETS])
def test_the_same_bytes_twice(folder: Path, target: str, tmp_path: Path) -> None:
    tools()
    once = build.packed(build.built(folder, target, tmp_path / "a"))
    # As on another machine: `packed` takes nothing over of the files but their names and their bytes.
    before = os.umask(0o077)
    try:
        again = build.packed(build.built(folder, target, tmp_path / "b"))
    finally:
        os.umask(before)
    assert once.read_bytes() == again.read_bytes()
    described = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert once.name == f"postproof-{target}-{described['project']['version']}.zip"


@needs_npm
@pytest.mark.parametrize(("folder", "target"), TARGETS, ids=[target for _, target in TARGETS])
def test_a_manifest_names_what_is_there(folder: Path, target: str, tmp_path: Path) -> None:
    tools()
    place = build.built(folder, target, tmp_path)
    manifest = json.loads((place / "manifest.json").read_text("utf-8"))
    words = json.loads((place / "_locales" / "en" / "messages.json").read_text("utf-8"))
    named = [value for value in strings(manifest) if value.endswith((".js", ".html", ".png"))]
    assert named
    assert all((place / name).is_file() for name in named)
    for size, icon in manifest["icons"].items():
        assert int.from_bytes((place / icon).read_bytes()[16:20]) == int(size)
    for value in strings(manifest):
        assert not value.startswith("__MSG_") or value.strip("_").removeprefix("MSG_") in words


def strings(value: object) -> list[str]:
    """All strings within a value of JSON."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in strings(part)]


@pytest.mark.parametrize("place", ["shared", "browser", "thunderbird"])
def test_every_word_in_both_languages(place: str) -> None:
    english, spanish = (
        json.loads((PLUGINS / place / "_locales" / language / "messages.json").read_text("utf-8"))
        for language in ("en", "es")
    )
    assert english.keys() == spanish.keys()
    for key, entry in english.items():
        assert [n for n in "1234" if f"${n}" in entry["message"]] == [
            n for n in "1234" if f"${n}" in spanish[key]["message"]
        ]


def test_the_browser_extension_asks_for_no_more_than_it_says() -> None:
    manifest = json.loads((PLUGINS / "browser" / "manifest.json").read_text("utf-8"))
    assert manifest["permissions"] == ["activeTab", "contextMenus", "scripting", "storage"]
    assert not manifest.keys() & {"host_permissions", "content_scripts", "web_accessible_resources"}


@needs_npm
def test_the_types_are_those_of_the_api() -> None:
    tools()
    assert api_types.generated() == api_types.TYPES.read_text("utf-8"), "run: python -m plugins.api_types"


@needs_npm
@pytest.mark.parametrize(
    ("folder", "target", "expected"),
    [
        ("browser", "firefox", set()),
        # It knows the permissions of Firefox alone, and what the store of Firefox alone asks for.
        ("thunderbird", "thunderbird", {"MANIFEST_PERMISSIONS", "MISSING_DATA_COLLECTION_PERMISSIONS"}),
    ],
)
def test_web_ext_finds_no_fault(folder: str, target: str, expected: set[str], tmp_path: Path) -> None:
    tools()
    place = build.built(PLUGINS / folder, target, tmp_path)
    told = subprocess.run(
        [tools() / "web-ext", "lint", "--no-config-discovery", "--output=json", f"--source-dir={place}"],
        capture_output=True,
        check=False,
    )
    found = json.loads(told.stdout)
    assert (found["errors"], {warning["code"] for warning in found["warnings"]}) == ([], expected)


def test_only_the_client_sends() -> None:
    """Nothing else in the extensions can: `words.js` reads the extension's own words."""
    ways = re.compile(r"\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket|EventSource|\.src\s*=|innerHTML")
    sources = [path for place in ("shared", "browser", "thunderbird") for path in (PLUGINS / place).rglob("*.js")]
    assert {path.name for path in sources if ways.search(path.read_text("utf-8"))} == {"client.js", "words.js"}
    assert "fetch(chrome.runtime.getURL(" in (PLUGINS / "shared" / "words.js").read_text("utf-8")


def test_the_lock_file_names_no_address() -> None:
    assert '"resolved"' not in (PLUGINS / "package-lock.json").read_text("utf-8")
