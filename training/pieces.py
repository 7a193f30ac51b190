"""Steps of a training that are done, kept so that one that was killed goes on where it stood."""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from detector.scan import written_whole

Arrays: TypeAlias = tuple[NDArray[np.float64], ...]
Keep: TypeAlias = Callable[[str, Callable[[], Arrays]], Arrays]


def anew(_: str, make: Callable[[], Arrays]) -> Arrays:
    """What a step makes, kept nowhere."""
    return make()


class Pieces:
    """A folder of what steps made, by the step's name; its own name is a digest of all that they depend on.

    Each is a file of NumPy, whole or not at all; reading it executes nothing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, name: str, make: Callable[[], Arrays]) -> Arrays:
        """What the step of this name made before, or makes now."""
        place = self._folder / f"{_file_name(name)}.npz"
        if not place.is_file():
            _write(place, make())
        with np.load(place, allow_pickle=False) as file:
            return tuple(file[f"arr_{at}"] for at in range(len(file.files)))


def digest(parts: Sequence[Any]) -> str:
    """A short digest of plain data."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def _file_name(name: str) -> str:
    """A name for a file: sources are named by whoever labels."""
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_") else "_" for letter in name)
    return plain if plain == name else f"{plain}-{digest([name])}"


def _write(place: Path, arrays: Sequence[NDArray[Any]]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(place) as file:
        np.savez_compressed(file, *arrays)
