"""Revision 0005: registrations at a hospital, certifications, work, contact proofs."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables; they begin empty."""
