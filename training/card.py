"""Write the model card: what the model is, how well it does, and what it cannot do."""

from collections.abc import Iterator, Mapping
from typing import Any

from detector.scorecard import Scorecard
from training.promises import CHAT, LATER


def render(scorecard: Scorecard, metrics: Mapping[str, Any]) -> str:
    """The model card as Markdown; the same metrics give the same bytes."""
    return "\n".join(_lines(scorecard, metrics)) + "\n"


def _lines(scorecard: Scorecard, metrics: Mapping[str, Any]) -> Iterator[str]:
    yield f"# Model card: Postproof scorecard {scorecard.version}"
    yield ""
    yield "Two additive scorecards, both logistic: `risk` (log-odds of smishing) and `origin` (log-odds of USPS, given"
    yield "that it is not smishing). Every verdict is the exact sum of its evidence. `make train` writes this page."
    yield ""
    yield "## Figures"
    yield ""
    yield from _figures(metrics)
    yield ""
    yield "*Held out* means that every step was refitted without the campaign, or without the whole source. The"
    yield "challenge set was written without sight of corpus, grammar or rules; its rows were never trained on nor"
    yield "read for mending, its figures were looked at as the model grew. In the tables of held-out messages those"
    yield "that have a sender count twice, with and without it. Thresholds were chosen on the held-out campaigns,"
    yield "so figures on these are a little flattering. Rules and facts were mended after errors on held-out sources"
    yield "had been read ([ERRORS.md](ERRORS.md)), so those figures flatter the rules a little too. Chat and codes are"
    yield f"the sources {', '.join(CHAT)}; the temporal split leaves out public messages since {LATER}."
    yield ""
    yield "What goes wrong, sorted by hand, stands in [ERRORS.md](ERRORS.md); what becomes of rewritten messages, in"
    yield "[TRICKS.md](TRICKS.md)."
    yield ""
    for title, key in (
        ("Challenge set, as given", "challenge"),
        ("Challenge set, sender unknown", "challenge_sender_unknown"),
        ("Held-out campaigns", "held_out_campaigns"),
        ("Held-out sources", "held_out_sources"),
    ):
        if key in metrics:
            yield from _summary(title, metrics[key])
    if "held_out_sources" in metrics:
        yield from _sources(metrics["held_out_sources"]["by_source"])
        yield from _rules(metrics["rules"])
    else:
        yield "A quick training: held-out sources and what each rule adds were not measured."
        yield ""
    yield from _provenance(metrics)
    yield from _LIMITS.splitlines()


def figures(metrics: Mapping[str, Any]) -> str:
    """The table of figures alone, as it stands in the card and in the README."""
    return "\n".join(_figures(metrics))


def _figures(metrics: Mapping[str, Any]) -> Iterator[str]:
    missed = [figure for figure in metrics["figures"] if not figure["met"]]
    yield "| on | target | measured | 95 % interval | n | |"
    yield "|---|---|---:|---|---:|---|"
    for figure in metrics["figures"]:
        yield _figure(figure)
    yield ""
    if missed:
        named = "; ".join(figure["on"] for figure in missed)
        yield f"**{len(missed)} of {len(metrics['figures'])} targets are missed:** {named}."
    else:
        yield "All targets are met."


def _figure(figure: Mapping[str, Any]) -> str:
    measured = (
        "-" if figure["share"] is None else f"{figure['share']:.2%}" if "hits" in figure else f"{figure['share']:.4f}"
    )
    interval = f"{figure['interval'][0]:.1%} to {figure['interval'][1]:.1%}" if "interval" in figure else ""
    met = "met" if figure["met"] else "**missed**"
    return f"| {figure['on']} | {figure['target']} | {measured} | {interval} | {figure['n']} | {met} |"


def _summary(title: str, summary: Mapping[str, Any]) -> Iterator[str]:
    yield f"### {title}"
    yield ""
    yield "| is \\ said | genuine | smishing | other | uncertain | n |"
    yield "|---|---:|---:|---:|---:|---:|"
    for label, said in summary["confusion"].items():
        cells = " | ".join(
            f"{said[decision]['share']:.1%}" for decision in ("genuine", "smishing", "other", "uncertain")
        )
        yield f"| {label} | {cells} | {said['genuine']['n']} |"
    yield ""
    measured = summary["calibration"]
    coverage = summary["coverage"]["share"]
    yield f"Expected calibration error {measured['ece']:.4f}, Brier score {measured['brier']:.4f}."
    yield f"An answer other than `uncertain` was given to {coverage:.1%}."
    yield ""


def _sources(by_source: Mapping[str, Any]) -> Iterator[str]:
    yield "### Each source held out"
    yield ""
    yield "| source | smishing: smishing | smishing: genuine | genuine: genuine | genuine: smishing | other: smishing |"
    yield "|---|---:|---:|---:|---:|---:|"
    wanted = (
        ("smishing", "smishing"),
        ("smishing", "genuine"),
        ("genuine", "genuine"),
        ("genuine", "smishing"),
        ("other", "smishing"),
    )
    for source, confusion in by_source.items():
        cells = " | ".join(_cell(confusion, label, decision) for label, decision in wanted)
        yield f"| {source} | {cells} |"
    yield ""


def _cell(confusion: Mapping[str, Any], label: str, decision: str) -> str:
    if label not in confusion:
        return ""
    said = confusion[label][decision]
    return f"{said['share']:.1%} of {said['n']}"


def _rules(rules: list[Mapping[str, Any]]) -> Iterator[str]:
    yield "## Rules"
    yield ""
    yield "Weights are log-odds. *Adds* is by how much the log-loss of 1,000 messages would grow without the rule, all"
    yield "other weights fitted anew on wording that has not read the campaign: near 0, or below, the wording says the"
    yield "same, and the rule is kept for the sentence that it says. How often a rule fires is counted on the training"
    yield "messages, with and without sender. `nothing_to_act_on`, `nothing_at_stake`, `leads_to_nobody_known`,"
    yield "`asks_to_send_details` and `sender_not_of_usps` also limit what the wording may say."
    yield ""
    yield "| rule | risk | origin | adds | fires on genuine | smishing | other |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for rule in sorted(rules, key=lambda rule: -abs(rule["risk"]) - abs(rule["origin"])):
        fires = rule["fires"]
        yield (
            f"| {rule['rule']} | {rule['risk']:+.2f} | {rule['origin']:+.2f} | {rule['adds']:.2f} "
            f"| {fires['genuine']:.1%} | {fires['smishing']:.1%} | {fires['other']:.1%} |"
        )
    yield ""


def _provenance(metrics: Mapping[str, Any]) -> Iterator[str]:
    made = metrics["provenance"]
    rates = made["base_rate"]
    chosen = metrics["thresholds"]
    yield "## What it was made of"
    yield ""
    data = made["data"]
    yield f"{data['kept']:,} messages of {data['campaigns']:,} campaigns, of {data['read']:,} read."
    yield f"Base rates that `prior` stands for: {_listed(rates, '.0%')}."
    yield f"Thresholds from `data/costs.toml`: {_listed(chosen, 'g')}."
    yield ""
    yield "| source | genuine | smishing | other |"
    yield "|---|---:|---:|---:|"
    for source, counts in data["rows"].items():
        yield f"| {source} | {counts.get('genuine', 0)} | {counts.get('smishing', 0)} | {counts.get('other', 0)} |"
    yield ""


def _listed(values: Mapping[str, float], form: str) -> str:
    return ", ".join(f"{label} {value:{form}}" for label, value in values.items())


_LIMITS = """## What it cannot do

- Genuine USPS messages are our own writing after documented forms; no public data holds real ones. The figures on
  genuine notices are figures on such writing.
- A scam without any call to action (an opener such as "Hi, is this Dana?") cannot be told from a wrong number by
  its text.
- A sender is what somebody typed; it can be faked. Its weight towards genuine is capped.
- English and Spanish. Other languages are read as words that it does not know.
- It never opens a link: a hacked page behind an honest domain is not seen."""
