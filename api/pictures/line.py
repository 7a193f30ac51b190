"""A line of a picture, what it is in the screen, and the screen."""

from typing import NamedTuple

from api.pictures.role import Role


class Line(NamedTuple):
    """A line of text: how sure its reading is, and where it stands, in pixels of the picture."""

    text: str
    confidence: float
    left: int
    top: int
    right: int
    bottom: int

    @property
    def height(self) -> int:
        """From top to bottom."""
        return self.bottom - self.top


class Placed(NamedTuple):
    """A line and its role."""

    line: Line
    role: Role


class Screen(NamedTuple):
    """What a screenshot shows: the received message, its sender or "", and each line with its role."""

    text: str
    sender: str
    lines: tuple[Placed, ...]
