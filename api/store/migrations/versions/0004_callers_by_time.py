"""The reports of a caller by time, so that its last ones are found among any number."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index, in place of the one by caller alone."""
    op.create_index("ix_report_caller_received", "report", ["caller", "received"])
    op.drop_index("ix_report_caller", "report")


def downgrade() -> None:
    """Make the index by caller alone again."""
    op.create_index("ix_report_caller", "report", ["caller"])
    op.drop_index("ix_report_caller_received", "report")
