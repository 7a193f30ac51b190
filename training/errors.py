"""Errors of training.

TrainingError
  + CorpusError    the labelled data
  + RunError       a run that is not there or cannot be used
  + GateError      the new model is not good enough
"""


class TrainingError(Exception):
    """Base of every error that training raises on purpose."""


class CorpusError(TrainingError):
    """Labelled data that cannot be used; the message names file and line."""


class GateError(TrainingError):
    """A model that must not be promoted; the message says which figure and by how much."""


class RunError(TrainingError):
    """A run that is not there, or cannot be made, promoted or rolled back; the message says what to do."""
