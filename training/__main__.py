"""`python -m training`: fetch public data, train, evaluate, try tricks, and check labelled data."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from detector.errors import DetectorError
from detector.label import Label
from training.errors import TrainingError

SEED = 20261123


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code is 0 when it worked, 2 when the input must be mended, 1 for what `_check` says."""
    parser = argparse.ArgumentParser(
        prog="postproof-train", description="Train Postproof's scorecard from labelled messages."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train, evaluate, and write scorecard, metrics and model card")
    train.add_argument("--seed", type=int, default=SEED)
    train.add_argument("--into", type=Path, help="write into this folder instead of the shipped places")
    fetch = commands.add_parser("fetch", help="fetch the public data of data/sources.toml")
    fetch.add_argument("--into", type=Path, default=Path("data/public"))
    _add_check(commands)
    attacks = commands.add_parser("attacks", help="measure whether tricks on messages change decisions")
    attacks.add_argument("files", nargs="*", type=Path, help="labelled files; without any, challenge set and notices")
    attacks.add_argument("--model", type=Path, help="a scorecard instead of the shipped one")
    attacks.add_argument("--each", type=int, default=2, help="examples of each notice of the grammar")
    attacks.add_argument("--write", action="store_true", help="write the table to data/TRICKS.md")
    _add_evaluate(commands)
    try:
        return _run(parser.parse_args(arguments))
    except (TrainingError, DetectorError) as error:
        print(f"postproof-train: {error}", file=sys.stderr)
        return 2


def _add_check(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    check = commands.add_parser("check", help="name what is wrong, or in doubt, with labelled files; changes nothing")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV, JSON Lines or Parquet")
    check.add_argument("--labels", type=_labels, metavar="THEIRS=OURS,...", help="as ham=other,spam=smishing,ads=")
    check.add_argument("--json", type=Path, metavar="PATH", help="write all that was found as JSON too")
    check.add_argument("--show-texts", action="store_true", help="show the texts of the rows that are named")
    check.add_argument("--strict", action="store_true", help="exit with 1 where somebody should look at something")


def _add_evaluate(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    evaluate = commands.add_parser("evaluate", help="measure a scorecard on any labelled files, the worst error first")
    evaluate.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV, JSON Lines or Parquet")
    evaluate.add_argument("--model", type=Path, metavar="SCORECARD", help="another scorecard than the shipped one")
    evaluate.add_argument("--out", type=Path, metavar="DIR", help="default: data/runs/evaluate-NAME")
    evaluate.add_argument("--base-rate", type=_base_rates, metavar="RATE,...", help="shares of smishing, as 0.001,0.05")
    evaluate.add_argument("--labels", type=_labels, metavar="THEIRS=OURS,...", help="as ham=other,spam=smishing,ads=")
    evaluate.add_argument("--show-texts", action="store_true", help="show the texts of errors in the report")


def _base_rates(text: str) -> tuple[float, ...]:
    try:
        rates = tuple(float(part) for part in text.split(","))
    except ValueError:
        rates = ()
    if not rates or not all(0 < rate < 1 for rate in rates):
        raise argparse.ArgumentTypeError(f"'{text}' holds no base rates between 0 and 1, as 0.001,0.05 does")
    return rates


def _labels(text: str) -> dict[str, Label | None]:
    from training.labelled import mapping

    try:
        return mapping(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _run(options: argparse.Namespace) -> int:
    if options.command == "train":
        from training.train import train

        print(f"wrote {train(options.seed, _progress, into=options.into)}")
    elif options.command == "fetch":
        from training.public import fetch

        for source in fetch(options.into):
            print(f"{source.name}: has no address of its own; see data/sources.toml")
    elif options.command == "attacks":
        from training.attacks.report import PAGE, report

        page = report(options.files, options.model, options.each, SEED)
        print(page, end="")
        if options.write:
            PAGE.write_text(page, "utf-8")
    elif options.command == "evaluate":
        _evaluate(options)
    else:
        return _check(options)
    return 0


def _check(options: argparse.Namespace) -> int:
    """2 where rows cannot be used, 1 where the check is strict and somebody should look at something, else 0."""
    from detector.scan import written_whole
    from training.check import as_json, check
    from training.check_summary import summary

    checked = check(options.files, SEED, _progress, options.labels)
    print(summary(checked, show_texts=options.show_texts), end="")
    if options.json:
        content = json.dumps(as_json(checked, show_texts=options.show_texts), indent=1)
        with written_whole(options.json) as file:
            file.write(f"{content}\n".encode())
    return 2 if checked.problems else int(options.strict and checked.to_look_at)


def _evaluate(options: argparse.Namespace) -> None:
    from detector.scan import load_scorecard
    from training import base_rates, labelled, report
    from training.assessment import assess

    scorecard = load_scorecard(options.model)
    read = labelled.read(options.files, options.labels)
    rates = options.base_rate or base_rates.RATES
    assessment = assess(read, scorecard, rates, datetime.now(UTC), _progress)
    folder = options.out or Path("data/runs") / f"evaluate-{options.files[0].stem}"
    page = report.write(assessment, folder, show_texts=options.show_texts)
    print(report.summary(assessment.metrics))
    print(f"wrote {page} and {page.with_name(report.METRICS)}")


def _progress(step: str) -> None:
    print(step, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
