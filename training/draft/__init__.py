"""Draft a rule from a campaign: what separates it from honest messages, as a function and a table for a person to finish."""

from training.draft.draft import Draft, draft

__all__ = ["Draft", "draft"]
