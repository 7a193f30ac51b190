"""What is built: the same bytes twice, what the stores ask for, and types that are the API's."""

import json
import shutil
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
    once, again = (build.packed(build.built(folder, target, tmp_path / name)) for name in "ab")
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


@pytest.mark.parametrize("place", ["shared", "browser"])
def test_every_word_in_both_languages(place: str) -> None:
    english, spanish = (
        json.loads((PLUGINS / place / "_locales" / language / "messages.json").read_text("utf-8"))
        for language in ("en", "es")
    )
    assert english.keys() == spanish.keys()
    for key, entry in english.items():
        assert [n for n in "123" if f"${n}" in entry["message"]] == [
            n for n in "123" if f"${n}" in spanish[key]["message"]
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
def test_web_ext_finds_no_fault(tmp_path: Path) -> None:
    place = build.built(PLUGINS / "browser", "firefox", tmp_path) if tools() else tmp_path
    told = subprocess.run(
        [tools() / "web-ext", "lint", "--no-config-discovery", "--output=json", f"--source-dir={place}"],
        capture_output=True,
        check=False,
    )
    found = json.loads(told.stdout)
    assert (found["errors"], found["warnings"]) == ([], [])


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_the_client() -> None:
    told = subprocess.run(
        ["node", "--test", "--test-reporter=dot", "client.test.mjs"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout


def test_the_lock_file_names_no_address() -> None:
    assert '"resolved"' not in (PLUGINS / "package-lock.json").read_text("utf-8")
