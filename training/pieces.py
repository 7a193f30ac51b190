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


class Keep:
    """What becomes of what a step makes; this one keeps nothing."""

    def lacks(self, _: str) -> bool:
        """Whether the step of this name has to be done."""
        return True

    def __call__(self, _: str, make: Callable[[], Arrays]) -> Arrays:
        """What the step of this name makes."""
        return make()


class Pieces(Keep):
    """A folder of what steps made, by the step's name; its own name is a digest of all that they depend on.

    Each is a file of NumPy, whole or not at all; reading it executes nothing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def lacks(self, name: str) -> bool:
        """Whether the step of this name was not done before."""
        return not self._place(name).is_file()

    def __call__(self, name: str, make: Callable[[], Arrays]) -> Arrays:
        """What the step of this name made before, or makes now."""
        place = self._place(name)
        if not place.is_file():
            _write(place, make())
        with np.load(place, allow_pickle=False) as file:
            return tuple(file[f"arr_{at}"] for at in range(len(file.files)))

    def _place(self, name: str) -> Path:
        return self._folder / f"{_file_name(name)}.npz"


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
