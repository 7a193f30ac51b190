"""Tell an assessment: a page that stands alone, its figures as JSON, and a summary for the terminal."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from detector.label import Decision
from detector.scan import written_whole
from training import plots
from training.assessment import Assessment, Error
from training.measure import ERRORS

PAGE, METRICS = "report.html", "metrics.json"
MOST_PLACES = 200
TITLES = {
    "smishing_called_genuine": "smishing called genuine",
    "genuine_called_smishing": "genuine called smishing",
    "other_called_smishing": "other called smishing",
    "smishing_called_smishing": "smishing called smishing",
    "genuine_called_genuine": "genuine called genuine",
    "other_called_other": "other called other",
    "coverage": "answered (not uncertain)",
    "recall_at_1_percent": "smishing found at 1 % false positives",
    "recall_at_0.1_percent": "smishing found at 0.1 % false positives",
    "recall_at_1_percent_of_genuine": "the same at 1 % of the genuine alone",
    "recall_at_0.1_percent_of_genuine": "the same at 0.1 % of the genuine alone",
    "average_precision": "average precision",
    "brier": "Brier score",
    "ece": "expected calibration error",
    "log_loss": "log-loss of the three",
}
SLICES = {
    "sender": "By sender",
    "usps": "By whether USPS is named",
    "lure": "By lure",
    "language": "By language",
    "channel": "By channel",
    "source": "By source",
    "quarter": "By quarter",
}
_PERCENT = "\N{NO-BREAK SPACE}%"
_PERCENTS = frozenset(["precision", *(name for name in TITLES if name.startswith("recall"))])


def write(assessment: Assessment, folder: Path, *, show_texts: bool = False) -> Path:
    """Write the page and the figures into a folder, made if need be; the path of the page.

    Texts of messages stand in the page only on demand, and then only those of errors. The figures never hold any.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        METRICS: json.dumps(assessment.metrics, indent=1, ensure_ascii=False, allow_nan=False) + "\n",
        PAGE: page(assessment.metrics, assessment.errors if show_texts else {}),
    }
    for name, content in contents.items():
        with written_whole(folder / name) as file:
            file.write(content.encode("utf-8", "backslashreplace"))
    return folder / PAGE


def page(
    metrics: Mapping[str, Any], errors: Mapping[str, Sequence[Error]], run: Mapping[str, Any] | None = None
) -> str:
    """The page as HTML, in one file without scripts; `errors` are those whose texts are shown.

    `run` holds what `training.run_report` adds: the manifest, the promises, and what changed since the champion.
    """
    environment = Environment(
        loader=PackageLoader("training"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"percent": percent, "ends": ends, "figure": figure}
    return environment.get_template("report.html").render(
        metrics,
        run=run,
        texts=errors,
        plots={name: Markup(drawn) for name, drawn in _plots(metrics).items()},  # noqa: S704  drawn by us
        titles=TITLES,
        error_names=list(ERRORS),
        slice_titles=SLICES,
        decisions=list(Decision),
        most_places=MOST_PLACES,
    )


def summary(metrics: Mapping[str, Any]) -> str:
    """The headline figures as lines of text."""
    return "\n".join(_summary(metrics)).replace(_PERCENT, " %")


def _summary(metrics: Mapping[str, Any]) -> Iterator[str]:
    card, data, rest = metrics["scorecard"], metrics["data"], metrics["without_overlap"]
    differs = rest and rest["rows"] != metrics["rows"]
    yield f"{metrics['rows']:,} messages of {data['campaigns']:,} campaigns; scorecard {card['version']}"
    for name in (*metrics["outcomes"], *metrics["quality"]):
        kind = "outcomes" if name in metrics["outcomes"] else "quality"
        line = f"  {TITLES[name]:42}{_said(name, metrics[kind][name])}"
        yield line + (f"; not trained on: {_said(name, rest[kind][name])}" if differs else "")
    yield from (f"  at {place}" for place in metrics["errors"]["smishing_called_genuine"][:10])
    yield from (f"Mind: {caution}" for caution in metrics["cautions"])


def _said(name: str, found: Mapping[str, Any]) -> str:
    if "hits" in found:
        return (
            f"{found['hits']:,} of {found['n']:,}, {figure(found, name)} ({ends(found, name)})" if found["n"] else "-"
        )
    return f"{figure(found, name)}" + (f" ({ends(found, name)})" if found["interval"] else "")


def figure(found: Mapping[str, Any], name: str) -> str:
    """A share or a value as it is read; "-" where there is none."""
    value = found["share"] if "hits" in found else found["value"]
    if value is None:
        return "-"
    return percent(value) if "hits" in found or name in _PERCENTS else f"{value:.4f}"


def ends(found: Mapping[str, Any], name: str) -> str:
    """The 95 % interval as it is read; "" where there is none."""
    if not found["interval"] or ("hits" in found and not found["n"]):
        return ""
    low, high = found["interval"]
    as_percent = "hits" in found or name in _PERCENTS
    return f"{percent(low).removesuffix(_PERCENT)} to {percent(high)}" if as_percent else f"{low:.4f} to {high:.4f}"


def percent(share: float) -> str:
    """A share in percent, to a tenth; near none and near all to a hundredth."""
    digits = 1 if 0.01 <= share < 0.9995 or share in (0, 1) else 2
    return f"{share * 100:.{digits}f}{_PERCENT}"


def _plots(metrics: Mapping[str, Any]) -> dict[str, str]:
    """The plots that these metrics can fill."""
    drawn = {
        "reliability": plots.reliability(metrics["reliability"]),
        "abstention": plots.abstention(metrics["abstention"], *_at_thresholds(metrics)),
        "histogram": plots.histogram(metrics["histogram"], metrics["scorecard"]["thresholds"]["smishing"]),
        **{f"weights-{name}": plots.weights(found, f"weights-{name}") for name, found in metrics["weights"].items()},
    }
    if metrics["quality"]["recall_at_1_percent"]["value"] is not None:
        drawn["recall"] = plots.recall(metrics["recall_curve"])
        drawn["ranking"] = plots.ranking(metrics["precision_recall"])
        drawn["precision"] = plots.precision(metrics["base_rates"])
    if metrics["slices"]["quarter"]:
        drawn["quarters"] = plots.quarters(metrics["slices"]["quarter"])
    return drawn


def _at_thresholds(metrics: Mapping[str, Any]) -> tuple[float, float | None]:
    """How often the thresholds answer, and how often such an answer is wrong."""
    answered, rows = metrics["outcomes"]["coverage"]["hits"], metrics["rows"]
    right = sum(metrics["outcomes"][f"{label}_called_{label}"]["hits"] for label in metrics["data"]["labels"])
    return answered / rows, 1 - right / answered if answered else None
