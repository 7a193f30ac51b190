"""Which licences let a message be kept and passed on."""

from collections import Counter
from typing import NamedTuple

# Licences that the Open Definition (opendefinition.org) or the OSI approves, as SPDX names them, in small letters.
_OPEN = (
    "mit",
    "cc0-1.0",
    "cc-by-",
    "cc-by-sa-",
    "odbl-1.0",
    "odc-by-1.0",
    "pddl-1.0",
    "apache-2.0",
    "bsd-",
    "unlicense",
)
_CLOSED = ("-nc", "-nd")


class Gap(NamedTuple):
    """Rows of a file that nobody may pass on, or of which nobody says so: the licence is "" where none is named."""

    file: str
    licence: str
    rows: int


def is_open(licence: str) -> bool:
    """Whether a licence, named as SPDX does, is an open one."""
    name = licence.strip().lower().replace(" ", "-")
    return name.startswith(_OPEN) and not any(part in name for part in _CLOSED)


def gaps(counted: Counter[tuple[str, str]]) -> list[Gap]:
    """The files and licences, with the number of their rows, that are not open."""
    return [Gap(file, licence, rows) for (file, licence), rows in counted.items() if not is_open(licence)]
