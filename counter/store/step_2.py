"""Step 2 of the schema: the law of the counter. Released steps are never changed."""

from __future__ import annotations

LAW_OF_THE_COUNTER = """
ALTER TABLE cases ADD COLUMN course TEXT NOT NULL DEFAULT '{}';
ALTER TABLE cases ADD COLUMN purged_at TEXT;
ALTER TABLE scans ADD COLUMN purged_at TEXT;
ALTER TABLE deliveries ADD COLUMN compared INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN again INTEGER NOT NULL DEFAULT 0;
CREATE INDEX deliveries_again ON deliveries (line_id) WHERE again = 1;
CREATE INDEX case_scans_by_file ON case_scans (sha256);
CREATE TABLE erasures (sha256 TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
ALTER TABLE prints ADD COLUMN came_out INTEGER CHECK (came_out IN (0, 1));

CREATE INDEX cases_undecided ON cases (received_at) WHERE state = 'received';

DROP TRIGGER journal_is_not_changed;
ALTER TABLE journal ADD COLUMN running INTEGER NOT NULL DEFAULT 0;
UPDATE journal SET running = used.papers
  FROM (SELECT place >> 32 AS epoch, count(*) AS papers FROM papers GROUP BY 1) AS used
  WHERE used.epoch = journal.position >> 32;
ALTER TABLE journal ADD COLUMN purged_at TEXT;
CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal
WHEN OLD.purged_at IS NOT NULL OR NEW.purged_at IS NULL OR NEW.line <> x'' OR OLD.case_id IS NULL
  OR (NEW.position, NEW.epoch, NEW.seq, NEW.id, NEW.kind, NEW.case_id, NEW.case_seq, NEW.prev, NEW.hash, NEW.at,
      NEW.running)
  IS NOT (OLD.position, OLD.epoch, OLD.seq, OLD.id, OLD.kind, OLD.case_id, OLD.case_seq, OLD.prev, OLD.hash, OLD.at,
      OLD.running)
BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER papers_are_kept BEFORE DELETE ON papers BEGIN SELECT RAISE(ABORT, 'papers are never deleted'); END;

CREATE TABLE policies (version INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE TABLE supervisors (clerk_no TEXT PRIMARY KEY, card TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE hall_cases (
  case_id TEXT PRIMARY KEY, case_no TEXT NOT NULL, state TEXT NOT NULL, applicant_name TEXT NOT NULL,
  card TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE INDEX hall_cases_by_number ON hall_cases (case_no);

CREATE TABLE owed (
  case_id TEXT NOT NULL, code TEXT NOT NULL, why TEXT NOT NULL, name TEXT NOT NULL, due_on TEXT,
  state TEXT NOT NULL CHECK (state IN ('open', 'arrived', 'ended')),
  case_no TEXT NOT NULL, applicant_name TEXT NOT NULL, phone TEXT NOT NULL, item_name TEXT NOT NULL,
  department TEXT NOT NULL, window TEXT NOT NULL, PRIMARY KEY (case_id, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX owed_open ON owed (due_on, case_no) WHERE state = 'open';
CREATE INDEX owed_lapsed ON owed (due_on) WHERE state = 'ended';

CREATE TABLE notices (
  position INTEGER PRIMARY KEY, case_id TEXT NOT NULL, act TEXT NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL,
  number TEXT, UNIQUE (case_id, act, at)
) STRICT;
CREATE INDEX notices_waiting ON notices (at) WHERE number IS NULL;

CREATE TABLE reviews (
  position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, state TEXT NOT NULL, case_id TEXT,
  asked_at TEXT NOT NULL, asked_by TEXT NOT NULL, assigned_to TEXT NOT NULL, body TEXT NOT NULL
) STRICT;
CREATE INDEX reviews_open ON reviews (state, asked_at, id, kind, asked_by);
CREATE INDEX reviews_by_case ON reviews (case_id);

CREATE TABLE results (
  position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, case_id TEXT NOT NULL, case_no TEXT NOT NULL,
  state TEXT NOT NULL, applicant_name TEXT NOT NULL, name TEXT NOT NULL, announced_at TEXT NOT NULL,
  document TEXT NOT NULL, handed TEXT
) STRICT;
CREATE INDEX results_by_state ON results (state, announced_at);
CREATE INDEX results_by_case ON results (case_id);

CREATE TABLE batches (batch TEXT PRIMARY KEY, at TEXT NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE sealed_papers (
  place INTEGER PRIMARY KEY REFERENCES papers (place), sha256 TEXT NOT NULL, sealed_at TEXT NOT NULL
) STRICT;
CREATE TABLE hall_papers (
  number TEXT PRIMARY KEY, case_id TEXT NOT NULL, kind TEXT NOT NULL, copies INTEGER NOT NULL, content TEXT NOT NULL,
  content_sha256 TEXT NOT NULL, window TEXT NOT NULL, void INTEGER NOT NULL CHECK (void IN (0, 1)), sealed_sha256 TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX hall_papers_by_case ON hall_papers (case_id);
CREATE TABLE hall_prints (
  number TEXT NOT NULL, install TEXT NOT NULL, print_no INTEGER NOT NULL, window TEXT NOT NULL, again INTEGER NOT NULL,
  outcome TEXT NOT NULL, came_out INTEGER CHECK (came_out IN (0, 1)), copies INTEGER NOT NULL, printer TEXT NOT NULL,
  reason TEXT NOT NULL, clerk TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (number, install, print_no)
) STRICT, WITHOUT ROWID;
CREATE TABLE closings (day TEXT PRIMARY KEY, at TEXT NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;

DROP VIEW case_overview;
CREATE VIEW case_overview AS
SELECT c.*, coalesce(p.platform_no, '') AS platform_no, coalesce(p.state, '') AS platform_state,
       coalesce(p.words, '') AS platform_words
FROM cases c LEFT JOIN platform_cases p USING (case_id);
"""
