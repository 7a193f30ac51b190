"""The extensions as zip files, the same bytes each time: `make plugins`.

An extension is a folder with a `manifest.json`. Each `*.js` directly in it is an entry, into which esbuild draws what
it imports, from `shared/` too; nothing is minified. Pages, styles and pictures are copied, `_locales` and `icons` of
`shared/` come along, and the version is that of `pyproject.toml`. `manifest.TARGET.json` beside the manifest holds what
differs for a target.
"""

import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PLUGINS = Path(__file__).parent
DIST = PLUGINS / "dist"
_SHARED = PLUGINS / "shared"
_COPIED = (".css", ".html", ".png", ".svg")
_ESBUILD = PLUGINS / "node_modules" / ".bin" / "esbuild"
# The oldest date that a zip file can hold.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def main() -> int:
    """Build every extension, and print the zip files."""
    if not _ESBUILD.exists():
        print("plugins/node_modules is not there. Run: npm ci --prefix plugins", file=sys.stderr)
        return 2
    for folder in extensions():
        for target in targets(folder):
            print(packed(built(folder, target)))
    return 0


def extensions() -> list[Path]:
    """The folders that hold an extension."""
    return sorted(path.parent for path in PLUGINS.glob("*/manifest.json"))


def targets(folder: Path) -> list[str]:
    """What an extension is built for: itself, or each program that has a manifest of differences."""
    differences = sorted(path.name.split(".")[1] for path in folder.glob("manifest.*.json"))
    return differences or [folder.name]


def version() -> str:
    """The version, from its one place."""
    described = tomllib.loads((PLUGINS.parent / "pyproject.toml").read_text("utf-8"))
    return str(described["project"]["version"])


def built(folder: Path, target: str, into: Path = DIST) -> Path:
    """The unpacked extension for a target, made anew."""
    place = into / target
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for path in sorted(folder.iterdir()):
        if path.suffix in _COPIED:
            shutil.copy(path, place)
    shutil.copytree(_SHARED / "icons", place / "icons")
    entries = [str(path.relative_to(PLUGINS)) for path in sorted(folder.glob("*.js"))]
    form = ["--bundle", "--format=iife", "--target=es2023", "--charset=utf8", "--log-level=warning"]
    subprocess.run([_ESBUILD, *entries, *form, f"--outdir={place}"], cwd=PLUGINS, check=True)
    _write(place / "manifest.json", manifest(folder, target))
    for language in sorted(path.name for path in (_SHARED / "_locales").iterdir()):
        _write(place / "_locales" / language / "messages.json", words(folder, language))
    return place


def manifest(folder: Path, target: str) -> dict[str, Any]:
    """The manifest for a target: the common one, what differs, and the version."""
    differs = folder / f"manifest.{target}.json"
    told: dict[str, Any] = _read(folder / "manifest.json")
    return told | (_read(differs) if differs.exists() else {}) | {"version": version()}


def words(folder: Path, language: str) -> dict[str, Any]:
    """The words of a language: the shared ones, and those of the extension, which come first where both have a key."""
    own = folder / "_locales" / language / "messages.json"
    told: dict[str, Any] = _read(_SHARED / "_locales" / language / "messages.json")
    return told | (_read(own) if own.exists() else {})


def packed(place: Path) -> Path:
    """The zip file of an unpacked extension, beside it; its bytes depend on the content alone."""
    target = place.with_name(f"postproof-{place.name}-{version()}.zip")
    with zipfile.ZipFile(target, "w") as archive:
        for path in _files(place):
            entry = zipfile.ZipInfo(path.relative_to(place).as_posix(), _NO_DATE)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            # Stored as it is: how deflate packs depends on the library.
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_STORED)
    return target


def _files(place: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(place):
        folders.sort()
        yield from (Path(root) / name for name in sorted(names))


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
