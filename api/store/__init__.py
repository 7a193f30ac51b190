"""What is kept: reports that people gave with consent, their review, and keys. SQLite or PostgreSQL."""

from api.store.database import Database, StoreError, one_by_one
from api.store.keys import Keys
from api.store.reports import Reports
from api.store.review_tables import Band, Campaign, Decision, Host, ReviewSession, Salt, Wording
from api.store.tables import Key, Report
from api.store.tallies import Tallies

__all__ = [
    "Band",
    "Campaign",
    "Database",
    "Decision",
    "Host",
    "Key",
    "Keys",
    "Report",
    "Reports",
    "ReviewSession",
    "Salt",
    "StoreError",
    "Tallies",
    "Wording",
    "one_by_one",
]
