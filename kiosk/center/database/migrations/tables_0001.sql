-- The tables as they were before revisions were counted.
CREATE TABLE kiosk(
    id TEXT PRIMARY KEY, signing_key BLOB NOT NULL, enrolled_at REAL NOT NULL) STRICT;
CREATE TABLE former_key(
    kiosk TEXT NOT NULL, signing_key BLOB NOT NULL, until REAL NOT NULL,
    PRIMARY KEY(kiosk, signing_key)) STRICT, WITHOUT ROWID;
CREATE TRIGGER keep_former_key BEFORE UPDATE OF signing_key ON kiosk
    WHEN OLD.signing_key IS NOT NEW.signing_key BEGIN
    INSERT OR REPLACE INTO former_key
    VALUES (OLD.id, OLD.signing_key, NEW.enrolled_at); END;
CREATE TABLE certificate(
    serial TEXT PRIMARY KEY, kiosk TEXT NOT NULL, not_after REAL NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE unused_certificate(
    number INTEGER PRIMARY KEY AUTOINCREMENT, serial TEXT NOT NULL UNIQUE,
    kiosk TEXT NOT NULL) STRICT;
CREATE TABLE code(
    hash BLOB PRIMARY KEY, kiosk TEXT, expires REAL NOT NULL) STRICT;
CREATE TABLE position(
    kiosk TEXT PRIMARY KEY, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
    hash BLOB NOT NULL, durable_epoch INTEGER NOT NULL DEFAULT 0,
    durable_seq INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE event(
    kiosk TEXT NOT NULL, id BLOB NOT NULL, digest BLOB NOT NULL, kind TEXT NOT NULL,
    wall_us INTEGER NOT NULL, mono_us INTEGER NOT NULL, boot_id TEXT NOT NULL,
    payload BLOB NOT NULL, refused_code TEXT, refused_reason TEXT,
    received_at REAL NOT NULL, PRIMARY KEY(kiosk, id)) STRICT, WITHOUT ROWID;
CREATE TABLE link(
    kiosk TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
    id BLOB NOT NULL, prev_hash BLOB NOT NULL, hash BLOB NOT NULL,
    PRIMARY KEY(kiosk, epoch, seq)) STRICT, WITHOUT ROWID;
CREATE INDEX link_hash ON link(kiosk, hash);
CREATE TABLE fork(
    kiosk TEXT NOT NULL, at REAL NOT NULL, epoch INTEGER NOT NULL,
    left_epoch INTEGER NOT NULL, left_seq INTEGER NOT NULL,
    branch_epoch INTEGER NOT NULL, branch_seq INTEGER NOT NULL) STRICT;
CREATE TABLE challenge(
    id TEXT PRIMARY KEY, kiosk TEXT NOT NULL, card TEXT NOT NULL,
    factor BLOB NOT NULL, original BLOB NOT NULL, expires REAL NOT NULL) STRICT;
CREATE TABLE session(
    token_hash BLOB PRIMARY KEY, kiosk TEXT NOT NULL, card TEXT NOT NULL,
    expires REAL NOT NULL) STRICT;
CREATE TABLE pin_release(
    card TEXT PRIMARY KEY, expires REAL NOT NULL) STRICT;
CREATE TABLE key_use(
    at REAL NOT NULL, kiosk TEXT NOT NULL, card TEXT NOT NULL,
    key TEXT NOT NULL) STRICT;
CREATE TABLE card(
    id TEXT PRIMARY KEY, holder TEXT NOT NULL, holder_name TEXT NOT NULL,
    generation INTEGER NOT NULL, state TEXT NOT NULL) STRICT;
CREATE TABLE contribution(
    holder TEXT NOT NULL, insurance TEXT NOT NULL, month TEXT NOT NULL,
    paid_month TEXT NOT NULL, employer TEXT NOT NULL, base TEXT NOT NULL,
    employer_amount TEXT NOT NULL, personal_amount TEXT NOT NULL, arrived TEXT,
    kind TEXT NOT NULL, PRIMARY KEY(holder, insurance, month, employer)) STRICT;
CREATE TABLE meta(
    key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE person(
    number TEXT PRIMARY KEY, name TEXT NOT NULL, record TEXT NOT NULL)
    STRICT, WITHOUT ROWID;
CREATE TABLE card_record(
    card TEXT PRIMARY KEY, number TEXT NOT NULL, loss_until REAL,
    record TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX card_record_number ON card_record(number);
CREATE TABLE pension_account(
    holder TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE statement(
    holder TEXT NOT NULL, year INTEGER NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY(holder, year)) STRICT, WITHOUT ROWID;
CREATE TABLE medical_account(
    holder TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE movement(
    holder TEXT NOT NULL, serial TEXT NOT NULL, time TEXT NOT NULL,
    record TEXT NOT NULL, PRIMARY KEY(holder, serial)) STRICT, WITHOUT ROWID;
CREATE TABLE visit(
    holder TEXT NOT NULL, id TEXT NOT NULL, settled TEXT NOT NULL,
    record TEXT NOT NULL, PRIMARY KEY(holder, id)) STRICT, WITHOUT ROWID;
CREATE TABLE benefits(
    holder TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE act(
    id TEXT PRIMARY KEY, kiosk TEXT NOT NULL, kind TEXT NOT NULL,
    decided REAL NOT NULL, state TEXT NOT NULL, answer TEXT NOT NULL,
    card TEXT, holder TEXT, how TEXT, undo_until REAL, undone REAL,
    before_state TEXT, before_until REAL) STRICT, WITHOUT ROWID;
CREATE INDEX act_card ON act(card, decided);
CREATE TABLE act_number(
    day TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE service_pin(
    number TEXT PRIMARY KEY, verifier TEXT NOT NULL, changed INTEGER NOT NULL)
    STRICT, WITHOUT ROWID;
CREATE TABLE number_miss(
    subject TEXT NOT NULL, tag BLOB NOT NULL, misses INTEGER NOT NULL,
    at REAL NOT NULL, PRIMARY KEY(subject, tag)) STRICT, WITHOUT ROWID;
CREATE TABLE kiosk_try(
    subject TEXT NOT NULL, kiosk TEXT NOT NULL, at REAL NOT NULL) STRICT;
CREATE INDEX kiosk_try_at ON kiosk_try(subject, kiosk, at);
CREATE TABLE kiosk_part(
    kiosk TEXT NOT NULL, part TEXT NOT NULL, PRIMARY KEY(kiosk, part))
    STRICT, WITHOUT ROWID;
CREATE TABLE notice(
    id INTEGER PRIMARY KEY, at REAL NOT NULL, act TEXT NOT NULL,
    mobile TEXT NOT NULL, message TEXT NOT NULL, number TEXT NOT NULL,
    sent REAL) STRICT;
