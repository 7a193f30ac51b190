"""Draft a rule from a campaign: what separates it from honest messages, as a function and a table to finish by hand."""

from training.draft.draft import Draft, draft
from training.draft.stub import rule_of, summary, table_of

__all__ = ["Draft", "draft", "rule_of", "summary", "table_of"]
