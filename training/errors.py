"""Errors of training.

TrainingError
  + CorpusError    the labelled data
  + GateError      the new model is not good enough
"""


class TrainingError(Exception):
    """Base of every error that training raises on purpose."""


class CorpusError(TrainingError):
    """Labelled data that cannot be used; the message names file and line."""


class GateError(TrainingError):
    """A model that must not be promoted; the message says which figure and by how much."""
