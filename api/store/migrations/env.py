"""Alembic runs this to bring a database to the newest form, on the connection that `api.store.database` gives."""

from alembic import context

from api.store.tables import Table

# Any number: workers that upgrade at once do it one after the other.
_LOCK = 7726

connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
context.configure(connection=connection, target_metadata=Table.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
