"""What is kept: reports that people gave with consent, and keys. SQLite or PostgreSQL."""

from api.store.database import Database, StoreError
from api.store.keys import Keys
from api.store.reports import Reports
from api.store.tables import Key, Report
from api.store.tallies import Tallies

__all__ = ["Database", "Key", "Keys", "Report", "Reports", "StoreError", "Tallies"]
