"""Errors of the detector, few and telling.

DetectorError
  + InvalidMessageError (ValueError)   the caller's input
  + ModelError                         the deployment
    - ModelNotFoundError
    - ModelMismatchError
    - ModelCorruptError
"""


class DetectorError(Exception):
    """Base of every error that the detector raises on purpose."""


class InvalidMessageError(DetectorError, ValueError):
    """The caller's message cannot be checked; `field` names what to mend."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class ModelError(DetectorError):
    """The scorecard of this deployment cannot be used."""


class ModelNotFoundError(ModelError):
    """There is no scorecard at the path that was named."""


class ModelMismatchError(ModelError):
    """The scorecard was trained for other rules than this code has."""


class ModelCorruptError(ModelError):
    """The scorecard's content does not fit its digest or its format."""
