"""The tables of a person's own rights: person, card, accounts, visits, benefits.

Amounts are decimals as text, days `YYYY-MM-DD`, months `YYYY-MM`, moments seconds
since 1970 or RFC 3339. Values that nobody searches in are one JSON column, written and
read by the record's own type.
"""

TABLES = """
CREATE TABLE IF NOT EXISTS person(
    number TEXT PRIMARY KEY, name TEXT NOT NULL, record TEXT NOT NULL)
    STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS card_record(
    card TEXT PRIMARY KEY, number TEXT NOT NULL, loss_until REAL,
    record TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS card_record_number ON card_record(number);
CREATE TABLE IF NOT EXISTS pension_account(
    holder TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS statement(
    holder TEXT NOT NULL, year INTEGER NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY(holder, year)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS medical_account(
    holder TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS movement(
    holder TEXT NOT NULL, serial TEXT NOT NULL, time TEXT NOT NULL,
    record TEXT NOT NULL, PRIMARY KEY(holder, serial)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS visit(
    holder TEXT NOT NULL, id TEXT NOT NULL, settled TEXT NOT NULL,
    record TEXT NOT NULL, PRIMARY KEY(holder, id)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS benefits(
    holder TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""
