"""The types of the API's requests and answers, from its own description: `python -m plugins.api_types`."""

import json
import subprocess
import tempfile
from pathlib import Path

from api.app import create_app

PLUGINS = Path(__file__).parent
TYPES = PLUGINS / "shared" / "api.d.ts"
_GENERATOR = PLUGINS / "node_modules" / ".bin" / "openapi-typescript"


def generated() -> str:
    """The text of `shared/api.d.ts`, as the API is now."""
    with tempfile.TemporaryDirectory() as folder:
        description, types = Path(folder, "openapi.json"), Path(folder, "api.d.ts")
        description.write_text(json.dumps(create_app().openapi()), "utf-8")
        # A default of the server is no promise of the caller: such a field may be left out.
        options = ["--output", types, "--default-non-nullable", "false"]
        subprocess.run([_GENERATOR, description, *options], check=True, capture_output=True, cwd=folder)
        return types.read_text("utf-8")


if __name__ == "__main__":
    TYPES.write_text(generated(), "utf-8")
