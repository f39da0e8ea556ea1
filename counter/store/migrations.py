"""The schema, step by step. A step that was released is never changed and never imports today's classes."""

from __future__ import annotations

import sqlite_utils
from sqlite_utils.migrations import Migrations

from counter.store.step_2 import LAW_OF_THE_COUNTER

SCHEMA_VERSION = 2
"""``PRAGMA user_version`` of a database that this program reads and writes."""

migrations = Migrations("counter")

_FIRST = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE items (
  code TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL, department TEXT NOT NULL,
  pinyin TEXT NOT NULL, initials TEXT NOT NULL, body TEXT NOT NULL,
  offered INTEGER NOT NULL CHECK (offered IN (0, 1)),
  PRIMARY KEY (code, version)
) STRICT;

CREATE TABLE drafts (
  case_id TEXT PRIMARY KEY, clerk TEXT NOT NULL, body TEXT NOT NULL, saved_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cases (
  position INTEGER PRIMARY KEY, case_id TEXT NOT NULL UNIQUE, case_no TEXT NOT NULL, state TEXT NOT NULL,
  clerk TEXT NOT NULL, clerk_name TEXT NOT NULL,
  item_code TEXT NOT NULL, item_version INTEGER NOT NULL, item_name TEXT NOT NULL, department TEXT NOT NULL,
  applicant_name TEXT NOT NULL, id_number TEXT NOT NULL, phone TEXT NOT NULL,
  received_at TEXT NOT NULL, accepted_at TEXT, due TEXT NOT NULL, intake TEXT NOT NULL,
  FOREIGN KEY (item_code, item_version) REFERENCES items (code, version)
) STRICT;
CREATE INDEX cases_by_id_number ON cases (id_number);

CREATE TABLE papers (
  place INTEGER PRIMARY KEY, number TEXT NOT NULL, case_id TEXT NOT NULL REFERENCES cases (case_id),
  kind TEXT NOT NULL, copies INTEGER NOT NULL, content TEXT NOT NULL, content_sha256 TEXT NOT NULL,
  issued_at TEXT NOT NULL, void_reason TEXT, voided_by TEXT
) STRICT;
CREATE INDEX papers_by_case ON papers (case_id);
CREATE TABLE prints (
  place INTEGER NOT NULL REFERENCES papers (place), print_no INTEGER NOT NULL, printer TEXT NOT NULL,
  copies INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL, clerk TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (place, print_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE scans (
  sha256 TEXT PRIMARY KEY, size_bytes INTEGER NOT NULL, media_type TEXT NOT NULL, sent_at TEXT, trouble TEXT
) STRICT;
CREATE INDEX scans_waiting ON scans (sha256) WHERE sent_at IS NULL;
CREATE TABLE case_scans (
  case_id TEXT NOT NULL REFERENCES cases (case_id), sha256 TEXT NOT NULL REFERENCES scans (sha256),
  PRIMARY KEY (case_id, sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
  position INTEGER PRIMARY KEY, epoch TEXT NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL, case_id TEXT, case_seq INTEGER NOT NULL, line BLOB NOT NULL,
  prev TEXT NOT NULL, hash TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE INDEX journal_by_case ON journal (case_id, case_seq);
CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER journal_is_not_cut BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;

CREATE TABLE deliveries (
  line_id TEXT PRIMARY KEY REFERENCES journal (id), verdict TEXT NOT NULL, code TEXT NOT NULL, field TEXT NOT NULL,
  message TEXT NOT NULL, theirs TEXT NOT NULL, tries INTEGER NOT NULL, last_try_at TEXT NOT NULL,
  durable INTEGER NOT NULL DEFAULT 0, superseded_by TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE platform_cases (
  case_id TEXT PRIMARY KEY, platform_no TEXT NOT NULL, state TEXT NOT NULL, words TEXT NOT NULL, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE staff (
  clerk_no TEXT PRIMARY KEY, actor TEXT NOT NULL, secret_hash TEXT NOT NULL, offline_until TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE VIEW line_status AS
SELECT j.position, j.epoch, j.seq, j.id, j.kind, j.case_id, j.case_seq, j.line, j.prev, j.hash, j.at,
       coalesce(d.verdict, 'waiting') AS verdict, coalesce(d.code, '') AS code, coalesce(d.field, '') AS field,
       coalesce(d.message, '') AS message, coalesce(d.theirs, '') AS theirs, coalesce(d.tries, 0) AS tries,
       d.last_try_at, coalesce(d.durable, 0) AS durable, d.superseded_by
FROM journal j LEFT JOIN deliveries d ON d.line_id = j.id;

CREATE VIEW case_overview AS
SELECT c.*, coalesce(p.platform_no, '') AS platform_no, coalesce(p.state, '') AS platform_state,
       coalesce(p.words, '') AS platform_words
FROM cases c LEFT JOIN platform_cases p USING (case_id);
"""


@migrations()
def first_schema(db: sqlite_utils.Database) -> None:
    """Facts, catalogue, drafts, cases, papers with their numbers, scans, journal, deliveries, staff."""
    db.executescript(_FIRST)


@migrations()
def law_of_the_counter(db: sqlite_utils.Database) -> None:
    """Course of a case, what is owed, policies, supervisors, reviews, results, batches, closings."""
    db.executescript(LAW_OF_THE_COUNTER)
