import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.options import Options
from api.profiles import Profile, thresholds_of
from detector import Decision
from detector.scorecard import shipped
from detector.verdict import Probabilities, decide

SHARE = st.floats(0, 1)


def test_consumer_has_the_thresholds_of_the_scorecard() -> None:
    assert thresholds_of(Profile.CONSUMER) is None
    assert Options().chosen() is None


def test_gateway_raises_fewer_alarms() -> None:
    gateway = thresholds_of(Profile.GATEWAY)
    assert gateway is not None
    assert gateway.smishing > shipped().thresholds.smishing


@given(SHARE, SHARE)
def test_analyst_never_abstains(smishing: float, origin: float) -> None:
    analyst = thresholds_of(Profile.ANALYST)
    assert analyst is not None
    genuine = (1 - smishing) * origin
    assert decide(Probabilities(smishing, genuine, 1 - smishing - genuine), analyst) is not Decision.UNCERTAIN


@pytest.mark.parametrize("profile", [Profile.GATEWAY, Profile.ANALYST])
def test_the_description_tells_the_thresholds(profile: Profile) -> None:
    told = Options.model_fields["profile"].description or ""
    thresholds = thresholds_of(profile)
    assert thresholds is not None
    assert f"{thresholds.smishing:g}" in told
