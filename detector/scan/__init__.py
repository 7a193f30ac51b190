"""Scans of files: `postproof scan`."""

from detector.scan.files import check_paths, open_reader, written_whole
from detector.scan.scan import Columns, Summary, added_columns, scan
from detector.score import load_scorecard

__all__ = [
    "Columns",
    "Summary",
    "added_columns",
    "check_paths",
    "load_scorecard",
    "open_reader",
    "scan",
    "written_whole",
]
