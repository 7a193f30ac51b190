"""`draft-rule`: a rule stub and its table from the messages of a campaign."""

import argparse
import re
from pathlib import Path

from training.commands.options import SEED, Commands, add_intake, asked_of

_NAME = re.compile(r"[a-z][a-z0-9_]{2,60}")


def add(commands: Commands) -> None:
    """Add the word."""
    draft = commands.add_parser("draft-rule", help="propose what separates a campaign from honest messages, as a rule")
    add_intake(draft)
    draft.add_argument("--name", type=_name, required=True, help="what the rule is to be called, as toll_notice")
    draft.add_argument(
        "--campaign", metavar="NAME", help="the rows of this campaign alone; without it, all smishing rows"
    )
    draft.add_argument("--out", type=Path, metavar="DIR", help="default: data/runs/drafts/NAME")
    draft.set_defaults(run=_draft)


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise argparse.ArgumentTypeError(f"'{text}' is no name of a rule: small letters, digits and _, as toll_notice")
    return text


def _draft(options: argparse.Namespace) -> int:
    from detector.scan import written_whole
    from training import data, labelled
    from training.draft import draft, rule_of, summary, table_of

    examples = labelled.read(options.files, options.labels, asked_of(options)).examples
    campaign = [example for example in examples if options.campaign in (None, example.campaign)]
    made = draft(options.name, campaign, data.own(SEED))
    folder = options.out or Path("data/runs/drafts") / options.name
    folder.mkdir(parents=True, exist_ok=True)
    rule, table = folder / f"{options.name}.py", folder / f"test_{options.name}.py"
    for path, text in ((rule, rule_of(made)), (table, table_of(made))):
        with written_whole(path) as file:
            file.write(text.encode())
    print(summary(made), end="")
    print(f"wrote {rule} and {table}")
    return 0
