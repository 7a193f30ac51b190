"""Modules of the plugins, in Node."""

import json
import shutil
import subprocess
from typing import Any

import pytest

from tests.plugins.builds import PLUGINS

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")


def in_node(script: str, asked: Any) -> Any:
    """What a module leaves in `told`; it finds what it is `asked`, and modules below `plugins/`."""
    whole = f"const asked = {json.dumps(asked)};{script};console.log(JSON.stringify(told))"
    done = subprocess.run(
        ["node", "--input-type=module", "-e", whole], cwd=PLUGINS, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
