"""A training that a reviewer began, as the page tells it."""

from typing import NamedTuple


class Job(NamedTuple):
    """The last training: `state` is "none", "train", "gate", "passed", "refused", "failed" or "stopped".

    `rows` is how many reports were given to it, `refused` how many of them it did not learn from, because the challenge
    set holds them. `share` is how much of the step is done (0 to 1), `lines` the last steps, `report` what the gate
    said.
    """

    state: str = "none"
    who: str = ""
    begun: str = ""
    run: str = ""
    rows: int = 0
    refused: int = 0
    share: float = 0.0
    lines: tuple[str, ...] = ()
    report: str = ""

    @property
    def runs(self) -> bool:
        """Whether it is under way."""
        return self.state in ("train", "gate")
