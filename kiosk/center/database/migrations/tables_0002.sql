-- The tables of revision 0002. Never changed again: what comes later is a revision.
CREATE TABLE act (kiosk TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, decided
    REAL NOT NULL, state TEXT NOT NULL, answer TEXT NOT NULL, card TEXT, holder TEXT,
    how TEXT, undo_until REAL, undone REAL, before_state TEXT, before_until REAL,
    changed TEXT, PRIMARY KEY (kiosk, id)) WITHOUT ROWID, STRICT;
CREATE TABLE act_number (day TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (day))
    WITHOUT ROWID, STRICT;
CREATE TABLE alarm (kiosk TEXT NOT NULL, subject TEXT NOT NULL, first REAL NOT NULL,
    last REAL NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (kiosk, subject)) WITHOUT
    ROWID, STRICT;
CREATE TABLE benefits (holder TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (holder))
    WITHOUT ROWID, STRICT;
CREATE TABLE break_glass (kiosk TEXT NOT NULL, challenge TEXT NOT NULL, at REAL NOT
    NULL, "by" TEXT NOT NULL, PRIMARY KEY (kiosk, challenge, at)) WITHOUT ROWID, STRICT;
CREATE TABLE card (id TEXT NOT NULL, holder TEXT NOT NULL, holder_name TEXT NOT NULL,
    generation INTEGER NOT NULL, state TEXT NOT NULL, PRIMARY KEY (id)) WITHOUT ROWID,
    STRICT;
CREATE TABLE card_doubt (card TEXT NOT NULL, kiosk TEXT NOT NULL, times INTEGER NOT
    NULL, first REAL NOT NULL, last REAL NOT NULL, PRIMARY KEY (card, kiosk)) WITHOUT
    ROWID, STRICT;
CREATE TABLE card_item (card TEXT NOT NULL, item TEXT NOT NULL, tag BLOB NOT NULL,
    source TEXT NOT NULL, since REAL NOT NULL, PRIMARY KEY (card, item)) WITHOUT ROWID,
    STRICT;
CREATE TABLE card_learn (card TEXT NOT NULL, expires REAL NOT NULL, PRIMARY KEY (card))
    WITHOUT ROWID, STRICT;
CREATE TABLE card_record (card TEXT NOT NULL, number TEXT NOT NULL, loss_until REAL,
    record TEXT NOT NULL, PRIMARY KEY (card)) WITHOUT ROWID, STRICT;
CREATE TABLE certificate (kiosk TEXT NOT NULL, serial TEXT NOT NULL, not_after REAL NOT
    NULL, revoked INTEGER DEFAULT '0' NOT NULL, PRIMARY KEY (kiosk, serial)) WITHOUT
    ROWID, STRICT;
CREATE TABLE challenge (kiosk TEXT NOT NULL, id TEXT NOT NULL, card TEXT NOT NULL,
    factor BLOB NOT NULL, original BLOB NOT NULL, expires REAL NOT NULL, PRIMARY KEY
    (kiosk, id)) WITHOUT ROWID, STRICT;
CREATE TABLE code (hash BLOB NOT NULL, kiosk TEXT, expires REAL NOT NULL, PRIMARY KEY
    (hash)) WITHOUT ROWID, STRICT;
CREATE TABLE contribution (holder TEXT NOT NULL, insurance TEXT NOT NULL, month TEXT NOT
    NULL, employer TEXT NOT NULL, paid_month TEXT NOT NULL, base TEXT NOT NULL,
    employer_amount TEXT NOT NULL, personal_amount TEXT NOT NULL, arrived TEXT, kind
    TEXT NOT NULL, PRIMARY KEY (holder, insurance, month, employer)) WITHOUT ROWID,
    STRICT;
CREATE TABLE event (kiosk TEXT NOT NULL, id BLOB NOT NULL, digest BLOB NOT NULL, kind
    TEXT NOT NULL, wall_us INTEGER NOT NULL, mono_us INTEGER NOT NULL, boot_id TEXT NOT
    NULL, payload BLOB NOT NULL, refused_code TEXT, refused_reason TEXT, received_at
    REAL NOT NULL, forgotten_at REAL, PRIMARY KEY (kiosk, id)) WITHOUT ROWID, STRICT;
CREATE TABLE fork (kiosk TEXT NOT NULL, epoch INTEGER NOT NULL, at REAL NOT NULL,
    left_epoch INTEGER NOT NULL, left_seq INTEGER NOT NULL, branch_epoch INTEGER NOT
    NULL, branch_seq INTEGER NOT NULL, PRIMARY KEY (kiosk, epoch)) WITHOUT ROWID, STRICT;
CREATE TABLE fork_settled (kiosk TEXT NOT NULL, epoch INTEGER NOT NULL, PRIMARY KEY
    (kiosk)) WITHOUT ROWID, STRICT;
CREATE TABLE former_key (kiosk TEXT NOT NULL, signing_key BLOB NOT NULL, until REAL NOT
    NULL, PRIMARY KEY (kiosk, signing_key)) WITHOUT ROWID, STRICT;
CREATE TABLE kept_receipt (kiosk TEXT NOT NULL, number TEXT NOT NULL, holder TEXT NOT
    NULL, card TEXT NOT NULL, kind TEXT NOT NULL, kept REAL NOT NULL, expires REAL NOT
    NULL, copies INTEGER NOT NULL, "key" TEXT NOT NULL, sealed BLOB NOT NULL, PRIMARY
    KEY (kiosk, number)) WITHOUT ROWID, STRICT;
CREATE TABLE key_use (kiosk TEXT NOT NULL, at REAL NOT NULL, id BLOB NOT NULL, card TEXT
    NOT NULL, "key" TEXT NOT NULL, PRIMARY KEY (kiosk, at, id)) WITHOUT ROWID, STRICT;
CREATE TABLE kiosk (id TEXT NOT NULL, signing_key BLOB NOT NULL, enrolled_at REAL NOT
    NULL, PRIMARY KEY (id)) WITHOUT ROWID, STRICT;
CREATE TABLE kiosk_part (kiosk TEXT NOT NULL, part TEXT NOT NULL, PRIMARY KEY (kiosk,
    part)) WITHOUT ROWID, STRICT;
CREATE TABLE kiosk_try (kiosk TEXT NOT NULL, subject TEXT NOT NULL, at REAL NOT NULL, id
    BLOB NOT NULL, PRIMARY KEY (kiosk, subject, at, id)) WITHOUT ROWID, STRICT;
CREATE TABLE kiosk_turn (kiosk TEXT NOT NULL, until REAL NOT NULL, PRIMARY KEY (kiosk))
    WITHOUT ROWID, STRICT;
CREATE TABLE link (kiosk TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, id
    BLOB NOT NULL, prev_hash BLOB NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (kiosk,
    epoch, seq)) WITHOUT ROWID, STRICT;
CREATE TABLE medical_account (holder TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY
    (holder)) WITHOUT ROWID, STRICT;
CREATE TABLE meta ("key" TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY ("key"))
    WITHOUT ROWID, STRICT;
CREATE TABLE movement (holder TEXT NOT NULL, serial TEXT NOT NULL, time TEXT NOT NULL,
    record TEXT NOT NULL, PRIMARY KEY (holder, serial)) WITHOUT ROWID, STRICT;
CREATE TABLE notice (act TEXT NOT NULL, message TEXT NOT NULL, mobile TEXT NOT NULL, at
    REAL NOT NULL, number TEXT NOT NULL, sent REAL, PRIMARY KEY (act, message, mobile))
    WITHOUT ROWID, STRICT;
CREATE TABLE number_try (tag BLOB NOT NULL, subject TEXT NOT NULL, place TEXT NOT NULL,
    level REAL NOT NULL, at REAL NOT NULL, over REAL NOT NULL, PRIMARY KEY (tag,
    subject, place)) WITHOUT ROWID, STRICT;
CREATE TABLE open_fault (kiosk TEXT NOT NULL, part TEXT NOT NULL, fault TEXT NOT NULL,
    since REAL NOT NULL, PRIMARY KEY (kiosk, part, fault)) WITHOUT ROWID, STRICT;
CREATE TABLE own_place (tag BLOB NOT NULL, kiosk TEXT NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (tag, kiosk)) WITHOUT ROWID, STRICT;
CREATE TABLE pension_account (holder TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY
    (holder)) WITHOUT ROWID, STRICT;
CREATE TABLE person (number TEXT NOT NULL, name TEXT NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (number)) WITHOUT ROWID, STRICT;
CREATE TABLE pin_release (card TEXT NOT NULL, expires REAL NOT NULL, PRIMARY KEY (card))
    WITHOUT ROWID, STRICT;
CREATE TABLE pin_renewed (card TEXT NOT NULL, kiosk TEXT NOT NULL, expires REAL NOT
    NULL, PRIMARY KEY (card)) WITHOUT ROWID, STRICT;
CREATE TABLE position (kiosk TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT
    NULL, hash BLOB NOT NULL, durable_epoch INTEGER DEFAULT '0' NOT NULL, durable_seq
    INTEGER DEFAULT '0' NOT NULL, PRIMARY KEY (kiosk)) WITHOUT ROWID, STRICT;
CREATE TABLE receipt_key (id TEXT NOT NULL, sealed BLOB NOT NULL, since REAL NOT NULL,
    PRIMARY KEY (id)) WITHOUT ROWID, STRICT;
CREATE TABLE replaced_certificate (kiosk TEXT NOT NULL, serial TEXT NOT NULL, PRIMARY
    KEY (kiosk, serial)) WITHOUT ROWID, STRICT;
CREATE TABLE retention (kiosk TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT
    NULL, PRIMARY KEY (kiosk)) WITHOUT ROWID, STRICT;
CREATE TABLE secret (name TEXT NOT NULL, sealed BLOB NOT NULL, at REAL NOT NULL, PRIMARY
    KEY (name)) WITHOUT ROWID, STRICT;
CREATE TABLE service_pin (number TEXT NOT NULL, verifier TEXT NOT NULL, changed INTEGER
    NOT NULL, PRIMARY KEY (number)) WITHOUT ROWID, STRICT;
CREATE TABLE session (kiosk TEXT NOT NULL, token_hash BLOB NOT NULL, card TEXT NOT NULL,
    expires REAL NOT NULL, pin TEXT DEFAULT 'none' NOT NULL, PRIMARY KEY (kiosk,
    token_hash)) WITHOUT ROWID, STRICT;
CREATE TABLE statement (holder TEXT NOT NULL, year INTEGER NOT NULL, record TEXT NOT
    NULL, PRIMARY KEY (holder, year)) WITHOUT ROWID, STRICT;
CREATE TABLE twin (kiosk TEXT NOT NULL, seen_by TEXT NOT NULL, since REAL NOT NULL, last
    REAL NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (kiosk, seen_by)) WITHOUT ROWID,
    STRICT;
CREATE TABLE unused_certificate (kiosk TEXT NOT NULL, number INTEGER NOT NULL, serial
    TEXT NOT NULL, PRIMARY KEY (kiosk, number)) WITHOUT ROWID, STRICT;
CREATE TABLE visit (holder TEXT NOT NULL, id TEXT NOT NULL, settled TEXT NOT NULL,
    record TEXT NOT NULL, PRIMARY KEY (holder, id)) WITHOUT ROWID, STRICT;
CREATE INDEX act_card ON act (card, decided, id);
CREATE INDEX act_holder ON act (holder, decided, id);
CREATE INDEX act_id ON act (id);
CREATE INDEX card_holder ON card (holder, id);
CREATE INDEX card_record_number ON card_record (number);
CREATE INDEX challenge_expires ON challenge (expires);
CREATE INDEX code_expires ON code (expires);
CREATE INDEX kept_receipt_expires ON kept_receipt (expires);
CREATE INDEX kept_receipt_holder ON kept_receipt (holder, kept, number);
CREATE INDEX kiosk_try_old ON kiosk_try (at);
CREATE INDEX link_hash ON link (kiosk, hash);
CREATE INDEX movement_time ON movement (holder, time, serial);
CREATE INDEX number_try_over ON number_try (over);
CREATE INDEX own_place_kiosk ON own_place (kiosk);
CREATE INDEX session_expires ON session (expires);
CREATE INDEX visit_settled ON visit (holder, settled, id);
