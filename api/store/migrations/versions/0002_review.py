"""Campaigns, decisions and what else the review keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_OF_REPORTS = (
    sa.Column("caller", sa.String(64), nullable=False, server_default=""),
    sa.Column("campaign_id", sa.Integer),
    sa.Column("wording_id", sa.Integer),
    sa.Column("counts", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("held", sa.Boolean, nullable=False, server_default=sa.false()),
)
_INDEXED = {
    "report": ("caller", "campaign_id", "wording_id"),
    "campaign": ("state", "lane", "priority"),
    "wording": ("campaign_id",),
    "band": ("wording_id",),
    "host": ("campaign_id",),
    "decision": ("at", "reviewer", "campaign_id", "undoes"),
    "review_session": ("expires",),
}


def upgrade() -> None:
    """Make the tables, and the new columns of reports."""
    for column in _OF_REPORTS:
        op.add_column("report", column)
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("lane", sa.String(16), nullable=False),
        sa.Column("priority", sa.Double, nullable=False),
        sa.Column("first_seen", _MOMENT, nullable=False),
        sa.Column("last_seen", _MOMENT, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("sample_id", sa.Integer, nullable=False),
        sa.Column("reports", sa.Integer, nullable=False),
        sa.Column("callers", sa.Integer, nullable=False),
        sa.Column("late", sa.Integer, nullable=False),
        sa.Column("label", sa.String(16), nullable=False),
        sa.Column("agreement", sa.Double, nullable=False),
        sa.Column("held_until", _MOMENT),
        sa.Column("decided", sa.String(16), nullable=False),
        sa.Column("decided_by", sa.String(64), nullable=False),
        sa.Column("decided_at", _MOMENT),
        sa.Column("canary", sa.String(16), nullable=False),
    )
    op.create_table(
        "wording",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("print_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("campaign_id", sa.Integer, nullable=False),
    )
    op.create_table(
        "band",
        sa.Column("value", sa.BigInteger, primary_key=True),
        sa.Column("wording_id", sa.Integer, primary_key=True),
    )
    op.create_table(
        "host",
        sa.Column("name", sa.String(255), primary_key=True),
        sa.Column("campaign_id", sa.Integer, nullable=False),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("reviewer", sa.String(64), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("campaign_id", sa.Integer, nullable=False),
        sa.Column("label", sa.String(16), nullable=False),
        sa.Column("note", sa.String(400), nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("undoes", sa.Integer),
    )
    op.create_table(
        "review_session",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("expires", _MOMENT, nullable=False),
    )
    op.create_table(
        "salt",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("value", sa.String(64), nullable=False),
    )
    for table, names in _INDEXED.items():
        for name in names:
            op.create_index(f"ix_{table}_{name}", table, [name])


def downgrade() -> None:
    """Remove them, and all that they hold."""
    for name in _INDEXED["report"]:
        op.drop_index(f"ix_report_{name}", "report")
    for table in ("salt", "review_session", "decision", "host", "band", "wording", "campaign"):
        op.drop_table(table)
    with op.batch_alter_table("report") as report:
        for column in _OF_REPORTS:
            report.drop_column(column.name)
