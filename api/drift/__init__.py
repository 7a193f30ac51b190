"""Whether what is asked and reported this week is still what it was: counts of verdicts, never of what messages say."""

from api.drift.drift import Drift, drift_of
from api.drift.limits import Limits, limits
from api.drift.tally import Tally

__all__ = ["Drift", "Limits", "Tally", "drift_of", "limits"]
