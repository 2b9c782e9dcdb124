"""The tables of histories that were left and of machines that share a name."""

TABLES = """
CREATE TABLE IF NOT EXISTS fork_settled(
    kiosk TEXT PRIMARY KEY, epoch INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS twin(
    kiosk TEXT NOT NULL, seen_by TEXT NOT NULL, since REAL NOT NULL,
    last REAL NOT NULL, times INTEGER NOT NULL,
    PRIMARY KEY(kiosk, seen_by)) STRICT;
CREATE TABLE IF NOT EXISTS replaced_certificate(
    serial TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
"""
