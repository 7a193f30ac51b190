"""The extensions as they are built, where npm is found."""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from plugins.build import built
from tests.api.servers import ROOT

PLUGINS = ROOT / "plugins"
needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")


@cache
def tools() -> Path:
    """The folder of the pinned tools, installed if they are not."""
    if not (PLUGINS / "node_modules" / ".bin" / "esbuild").exists():
        subprocess.run(["npm", "ci", "--silent"], cwd=PLUGINS, check=True)
    return PLUGINS / "node_modules" / ".bin"


def build(into: Path, folder: str, target: str) -> Path:
    """An unpacked extension."""
    tools()
    return built(PLUGINS / folder, target, into)


def granted(place: Path, *sites: str) -> Path:
    """The same extension with sites granted as if by hand.

    Nobody can press the browser's own buttons in a test: the prompt for the optional permission, and the menu and
    keys that grant `activeTab`.
    """
    path = place / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(manifest | {"host_permissions": list(sites)}), "utf-8")
    return place
