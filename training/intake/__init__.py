"""Labelled data of any common kind, row by row: tables, spreadsheets and mails, whatever their columns are called."""

from training.intake.columns import Asked, Columns, columns_of
from training.intake.opening import ENDINGS, opened
from training.intake.source import Source

__all__ = ["ENDINGS", "Asked", "Columns", "Source", "columns_of", "opened"]
