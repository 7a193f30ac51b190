"""The words of `postproof-train`, one file for each group; each leaves its function in `run`."""

from training.commands import attacks, check, draft_rule, evaluate, fetch, importing, runs, train
from training.commands.options import Commands


def add(commands: Commands) -> None:
    """Add every word."""
    for word in (train, evaluate, runs, check, importing, draft_rule, attacks, fetch):
        word.add(commands)
