"""The extension in Firefox, where it is found, with a real service."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.api.servers import Server
from tests.plugins.builds import build, granted, needs_npm

needs_firefox = pytest.mark.skipif(
    shutil.which("firefox-esr") is None, reason="Firefox is not installed: apt-get install firefox-esr"
)


@needs_npm
@needs_firefox
def test_paste_box_and_panel(server: Server, tmp_path: Path) -> None:
    extension = granted(build(tmp_path, "browser", "firefox"), "http://127.0.0.1/*")
    profile = tmp_path / "profile"
    profile.mkdir()
    script = Path(__file__).with_name("firefox.mjs")
    told = subprocess.run(
        ["node", "--experimental-websocket", script, extension, f"http://127.0.0.1:{server.port}", profile],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    seen = json.loads(told.stdout)
    assert seen["pasted"].startswith("Scam")
    assert seen["panel"] == "416 null"
