"""What to mistrust in the figures of an assessment, in sentences."""

from collections.abc import Iterator, Mapping
from typing import Any

FEW = 100
_LARGE = 0.1


def cautions(metrics: Mapping[str, Any]) -> list[str]:
    """The sentences that hold for these metrics."""
    return [*_overlap(metrics["overlap"]), *_numbers(metrics["data"], metrics["rows"]), *_ends(metrics)]


def _overlap(found: Mapping[str, Any] | None) -> Iterator[str]:
    if found is None:
        yield "The training data are not here: how many of these messages the scorecard was trained on is not known."
        return
    of_all = found["shares"]["all"]
    known, total = of_all["verbatim"]["hits"] + of_all["near"]["hits"], of_all["verbatim"]["n"]
    if known:
        told = f"{known:,} of {total:,} messages were trained on, word for word or nearly"
        rest = total - known
        yield f"{told}: {f'read the figures of the other {rest:,}' if rest else 'this is no test of new messages'}."
    if found["missing"]:
        named = ", ".join(found["missing"])
        yield f"Overlap with {named} is not counted: the scorecard was trained on it, and it is not here."
    if found["changed"]:
        named = ", ".join(found["changed"])
        yield f"Overlap with {named} is that of today's content, which is not what was trained on."


def _numbers(data: Mapping[str, Any], rows: int) -> Iterator[str]:
    for label, count in data["labels"].items():
        if not count:
            yield f"There is no {label} message: nothing is known about errors on those."
        elif count < FEW:
            yield f"There are only {count} {label} messages: the intervals are what can be said, not the shares."
    if data["largest_campaign"] > _LARGE * rows and data["campaigns"] > 1:
        yield f"One campaign holds {data['largest_campaign']:,} of {rows:,} messages."
    for name, count in data["left_out"].items():
        yield f"{count:,} rows labelled '{name}' were left out, as asked."


def _ends(metrics: Mapping[str, Any]) -> Iterator[str]:
    worst = metrics["outcomes"]["smishing_called_genuine"]
    if worst["n"] and not worst["hits"]:
        most = f"{worst['interval'][1] * 100:.1f} %"
        yield f"No smishing was called genuine, yet {worst['n']:,} messages cannot show a rate below {most}."
    honest = metrics["data"]["labels"]["genuine"] + metrics["data"]["labels"]["other"]
    if 0 < honest < 1_000:
        yield f"0.1 % of {honest:,} honest messages is less than one: that recall allows no false positive at all."
