"""The tables of acts: what was done, service PINs, wrong tries, notices, parts.

Moments are seconds since 1970. A service PIN is there as a verifier only, a number that
was tried wrongly as a keyed hash only.
"""

TABLES = """
CREATE TABLE IF NOT EXISTS act(
    id TEXT PRIMARY KEY, kiosk TEXT NOT NULL, kind TEXT NOT NULL,
    decided REAL NOT NULL, state TEXT NOT NULL, answer TEXT NOT NULL,
    card TEXT, holder TEXT, how TEXT, undo_until REAL, undone REAL,
    before_state TEXT, before_until REAL) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS act_card ON act(card, decided);
CREATE TABLE IF NOT EXISTS act_number(
    day TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS service_pin(
    number TEXT PRIMARY KEY, verifier TEXT NOT NULL, changed INTEGER NOT NULL)
    STRICT, WITHOUT ROWID;
DROP TABLE IF EXISTS number_miss;
CREATE TABLE IF NOT EXISTS number_try(
    subject TEXT NOT NULL, tag BLOB NOT NULL, place TEXT NOT NULL,
    level REAL NOT NULL, at REAL NOT NULL, over REAL NOT NULL,
    PRIMARY KEY(subject, tag, place)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS number_try_over ON number_try(over);
CREATE TABLE IF NOT EXISTS own_place(
    tag BLOB NOT NULL, kiosk TEXT NOT NULL, at REAL NOT NULL,
    PRIMARY KEY(tag, kiosk)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kiosk_try(
    subject TEXT NOT NULL, kiosk TEXT NOT NULL, at REAL NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS kiosk_try_at ON kiosk_try(subject, kiosk, at);
CREATE INDEX IF NOT EXISTS kiosk_try_old ON kiosk_try(at);
CREATE TABLE IF NOT EXISTS kiosk_part(
    kiosk TEXT NOT NULL, part TEXT NOT NULL, PRIMARY KEY(kiosk, part))
    STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notice(
    id INTEGER PRIMARY KEY, at REAL NOT NULL, act TEXT NOT NULL,
    mobile TEXT NOT NULL, message TEXT NOT NULL, number TEXT NOT NULL,
    sent REAL) STRICT;
"""
