"""Which of several scorecards is in use: a folder of runs, and one pointer in it that is replaced whole."""

from pathlib import Path

from detector.errors import ModelCorruptError

POINTER = "champion"
SHIPPED_NAME = "shipped"
SCORECARD = "scorecard.json"


def champion(runs: Path) -> str:
    """The name of the run in use; `shipped` where the scorecard of the package is."""
    try:
        name = (runs / POINTER).read_text("utf-8").strip()
    except FileNotFoundError:
        return SHIPPED_NAME
    except (OSError, UnicodeDecodeError) as error:
        raise ModelCorruptError(f"{runs / POINTER}: cannot be read ({error})") from None
    if not name or Path(name).name != name:
        raise ModelCorruptError(f"{runs / POINTER}: holds no name of a run; run 'postproof-train promote RUN'")
    return name


def scorecard_file(runs: Path, name: str) -> Path | None:
    """The scorecard of a run; None for the one of the package."""
    return None if name == SHIPPED_NAME else runs / name / SCORECARD
