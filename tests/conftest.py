"""What every test shares: how hypothesis searches."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# Derandomised, so that a failure is the same everywhere; no deadline, since machines differ; nothing is written.
settings.register_profile("postproof", derandomize=True, deadline=None, max_examples=60, database=None)
settings.load_profile("postproof")


@pytest.fixture(autouse=True)
def _same_environment() -> Iterator[None]:
    """What a command sets for its own workers ends with the test."""
    before = dict(os.environ)
    yield
    for name in os.environ.keys() - before.keys():
        del os.environ[name]
