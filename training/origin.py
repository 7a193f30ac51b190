"""What decides the bytes of a training besides seed and data: its code, and the libraries that compute."""

import hashlib
from importlib.metadata import version
from pathlib import Path

import detector
import training

_COMPUTING = ("numpy", "scipy", "scikit-learn", "rensa")


def code() -> str:
    """A digest of the code of detector and training, words, facts and phrases included."""
    found = hashlib.sha256()
    for package in (detector, training):
        folder = Path(str(package.__file__)).parent
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".toml", ".txt"):
                found.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]


def libraries() -> dict[str, str]:
    """The versions of the libraries that compute."""
    return {library: version(library) for library in _COMPUTING}
