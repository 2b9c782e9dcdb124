"""The table of kept receipts: sealed, for one holder, until a moment."""

TABLES = """
CREATE TABLE IF NOT EXISTS kept_receipt(
    kiosk TEXT NOT NULL, number TEXT NOT NULL, holder TEXT NOT NULL,
    card TEXT NOT NULL, kind TEXT NOT NULL, kept REAL NOT NULL,
    expires REAL NOT NULL, copies INTEGER NOT NULL, key TEXT NOT NULL,
    sealed BLOB NOT NULL, PRIMARY KEY(kiosk, number)) STRICT;
CREATE INDEX IF NOT EXISTS kept_receipt_holder ON kept_receipt(holder, kept);
CREATE INDEX IF NOT EXISTS kept_receipt_expires ON kept_receipt(expires);
"""
