"""What Prometheus reads: counts and times. No label comes from what a caller sent."""

import os
from functools import cache

from fastapi import APIRouter, Response
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector

from detector import Decision, Verdict
from detector.rules import RULES
from detector.verdict import ModelInfo

# Set by `api.workers` before any worker starts: several processes then count in files of this folder.
SHARED = "PROMETHEUS_MULTIPROC_DIR"
disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY = CollectorRegistry()

REQUESTS = Counter("postproof_requests", "Answered requests.", ["route", "method", "status"], registry=REGISTRY)
SECONDS = Histogram(
    "postproof_request_seconds",
    "Time from a request to its answer.",
    ["route"],
    buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
DECISIONS = Counter(
    "postproof_decisions", "Checked messages, by decision; uncertain is an abstention.", ["decision"], registry=REGISTRY
)
RULES_FIRED = Counter("postproof_rule_firings", "Checked messages on which a rule fired.", ["rule"], registry=REGISTRY)
LIMITED = Counter("postproof_limited", "Requests refused with 429.", ["caller"], registry=REGISTRY)
LOCAL_LIMITS = Counter("postproof_limits_without_redis", "Requests counted while Redis was gone.", registry=REGISTRY)
REPORTS = Counter("postproof_reports", "Reports, by what became of them.", ["outcome"], registry=REGISTRY)
STORE_FAILURES = Counter("postproof_store_failures", "Requests that the database failed.", registry=REGISTRY)
RELOADS = Counter("postproof_reloads", "Reloads of the scorecard.", ["outcome"], registry=REGISTRY)
MODEL = Gauge(
    "postproof_model_info",
    "1 for the scorecard in use.",
    ["version", "digest"],
    multiprocess_mode="livemax",
    registry=REGISTRY,
)
STABILITY = Gauge(
    "postproof_drift_stability_index",
    "Population stability index of this week's scores; 0 where there are too few.",
    multiprocess_mode="livemostrecent",
    registry=REGISTRY,
)
UNKNOWN_WORDS = Gauge(
    "postproof_drift_unknown_words",
    "Share of this week's words that the scorecard does not know.",
    multiprocess_mode="livemostrecent",
    registry=REGISTRY,
)
DRIFT_ALARMS = Gauge(
    "postproof_drift_alarms",
    "Changes of this week that pass their limits; see /v1/admin/drift.",
    multiprocess_mode="livemostrecent",
    registry=REGISTRY,
)

if SHARED not in os.environ:
    ProcessCollector(registry=REGISTRY)

# Looked up once: labels cost more than counting.
_DECIDED = {decision: DECISIONS.labels(decision.value) for decision in Decision}
_FIRED = {rule.id: RULES_FIRED.labels(rule.id) for rule in RULES}


def count_verdict(verdict: Verdict) -> None:
    """Count a decision, and each rule that fired, once."""
    _DECIDED[verdict.decision].inc()
    for source in {item.source for item in verdict.evidence}:
        if source in _FIRED:
            _FIRED[source].inc()


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count a request and its time; `route` is a declared one."""
    requests, times = _counted(route, method, status)
    requests.inc()
    times.observe(seconds)


# Routes, methods and statuses are few, since none of them is a caller's own word.
@cache
def _counted(route: str, method: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(route, method, status), SECONDS.labels(route)


def show_drift(stability_index: float, unknown_words: float, alarms: int) -> None:
    """Show how this week differs from the weeks before."""
    STABILITY.set(stability_index)
    UNKNOWN_WORDS.set(unknown_words)
    DRIFT_ALARMS.set(alarms)


def name_model(model: ModelInfo, before: ModelInfo | None = None) -> None:
    """Say which scorecard is in use, and no longer the one before."""
    if before:
        MODEL.labels(before.version, before.digest).set(0)
    MODEL.labels(model.version, model.digest).set(1)


def metrics_router() -> APIRouter:
    """The route that Prometheus reads; `api.access` says who may."""
    router = APIRouter(include_in_schema=False)

    @router.get("/metrics")
    async def metrics() -> Response:
        registry = REGISTRY
        if SHARED in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return Response(generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    return router
