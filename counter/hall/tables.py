"""Every table of the hall, in SQL that SQLite and PostgreSQL both speak. Changed only together with a migration.

Times are text, ISO 8601 in UTC, because SQLite has no other and both compare it rightly.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

facts = Table(  # generation, catalogue version, holiday table
    "facts",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
counters = Table(  # feed and case numbers; a value is never given twice
    "counters",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
codes = Table(  # one-time enrolment codes
    "codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("window", LargeBinary, nullable=False),  # staff.Window without its install
    Column("expires_at", String(40), nullable=False),
    Column("spent_at", String(40)),
)
installs = Table(
    "installs",
    metadata,
    Column("install", String(64), primary_key=True),
    Column("public_key", String(64), nullable=False),
    Column("window", LargeBinary, nullable=False),
    Column("enrolled_at", String(40), nullable=False),
    Column("clone_seen_at", String(40)),
    Column("nonces_since", String(40)),  # None: 0.1.0, whose signatures carry none
)
epochs = Table(
    "epochs",
    metadata,
    Column("install", String(64), primary_key=True),
    Column("epoch", String(8), primary_key=True),
    Column("opened_at", String(40), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("closed_at", String(40)),
    Column("closed_seq", BigInteger),
    Column("asked", String(36)),  # the name of the request that opened it
    ForeignKeyConstraint(["install"], ["installs.install"]),
)
lines = Table(
    "lines",
    metadata,
    Column("install", String(64), primary_key=True),
    Column("epoch", String(8), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("line", LargeBinary, nullable=False),  # the canonical bytes that were hashed
    Column("kind", String(40), nullable=False),
    Column("case_id", String(36)),
    Column("day", String(10), nullable=False),  # of the counter's clock, UTC
    Column("verdict", String(12), nullable=False),
    Column("code", String(60), nullable=False),
    Column("field", String(200), nullable=False),
    Column("message", String(400), nullable=False),
    Column("theirs", String(200), nullable=False),
    Column("superseded_by", String(36)),
    Column("received_at", String(40), nullable=False),
    Index("lines_by_case", "case_id"),
    Index("lines_by_day", "install", "epoch", "day"),
)
heads = Table(  # the signature under each push, so that the chain stays provable
    "heads",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("install", String(64), nullable=False),
    Column("signature", String(88), nullable=False),
)
cases = Table(
    "cases",
    metadata,
    Column("case_id", String(36), primary_key=True),
    Column("case_no", String(60), nullable=False),
    Column("platform_no", String(40), nullable=False, unique=True),
    Column("state", String(20), nullable=False),  # in words
    Column("install", String(64), nullable=False),  # the window that works on it
    Column("hall", String(20), nullable=False),  # region and hall
    Column("item_code", String(50), nullable=False),
    Column("item_version", Integer, nullable=False),
    Column("applicant_name", Text, nullable=False),
    Column("taken_line", String(36), nullable=False),
    Column("card", LargeBinary, nullable=False),  # wire.news.CaseCard: the case as it stands
    Column("changed_at", String(40), nullable=False),
    Index("cases_by_no", "case_no"),
    Index("cases_by_item", "item_code"),
)
papers = Table(
    "papers",
    metadata,
    Column("number", String(60), primary_key=True),
    Column("case_id", String(36), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("content_sha256", String(64), nullable=False),
    Column("void", Boolean, nullable=False),
    Column("install", String(64)),  # which issued it; None, as what follows, from 0.1.0, which told the hash only
    Column("copies", Integer),
    Column("content", LargeBinary),  # frozen, as it was hashed
    Index("papers_by_case", "case_id"),
)
prints = Table(  # one per paper.printed line
    "prints",
    metadata,
    Column("line_id", String(36), primary_key=True),
    Column("number", String(60), nullable=False),
    Column("print_no", Integer, nullable=False),  # of that window
    Column("outcome", String(20), nullable=False),  # as it is known now
    Column("install", String(64), nullable=False),  # where it came out
    Column("content", LargeBinary),  # news.PaperPrint as it was first told; None from 0.1.0
    Index("prints_by_number", "number"),
)
case_blobs = Table(
    "case_blobs",
    metadata,
    Column("case_id", String(36), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("size_bytes", BigInteger, nullable=False),
    Column("install", String(64), nullable=False),  # which named it and has it
    Column("since", String(40), nullable=False),  # empty: from before that was kept
    Index("case_blobs_by_install", "install"),
    Index("blob_hashes", "sha256"),
)
blobs = Table(  # whole and verified scans; the files lie beside the database
    "blobs",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size_bytes", BigInteger, nullable=False),
    Column("stored_at", String(40), nullable=False),
)
sent_blobs = Table(  # which window was told that a whole scan is here, so that both mean the same in the digest
    "sent_blobs",
    metadata,
    Column("install", String(64), primary_key=True),
    Column("sha256", String(64), primary_key=True),
)
readings = Table(  # 调阅记录: who looked at what of another window, once for each look
    "readings",
    metadata,
    Column("install", String(64), primary_key=True),
    Column("clerk_no", String(40), primary_key=True),
    Column("name", String(64), primary_key=True),  # the scan's hash or the paper's number
    Column("began_at", String(40), primary_key=True),
    Column("last_at", String(40), nullable=False),
    Column("case_id", String(36), nullable=False),
)
carried = Table(  # 代送记录: exported queues that another window, or somebody at the hall, brought in
    "carried",
    metadata,
    Column("sha256", String(64), primary_key=True),  # of the file
    Column("size_bytes", BigInteger, nullable=False),
    Column("install", String(64), nullable=False),  # whose work it is
    Column("carrier", String(64), nullable=False),  # which window brought it; empty: at the hall
    Column("clerk_no", String(40), nullable=False),  # who; empty: whoever works the hall
    Column("began_at", String(40), nullable=False),
    Column("done_at", String(40)),
    Column("is_checked", Boolean, nullable=False),
    Column("record_at", BigInteger, nullable=False),  # the record that is next
    Column("position", BigInteger, nullable=False),  # how far it was read
    Column("lines", BigInteger, nullable=False),  # taken: settled now or before
    Column("scans", BigInteger, nullable=False),
)
nonces = Table(  # on PostgreSQL: which requests came already, while they could come again
    "nonces",
    metadata,
    Column("install", String(64), primary_key=True),
    Column("cnonce", String(64), primary_key=True),
    Column("taken_at", String(40), nullable=False),
)
news = Table(
    "news",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("install", String(64), nullable=False),  # whom it concerns; empty for everybody, "hall/…" for a whole hall
    Column("not_for", String(64), nullable=False),  # who knows it already
    Column("kind", String(20), nullable=False),
    Column("at", String(40), nullable=False),
    Column("case_id", String(36)),
    Column("platform_no", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("words", Text, nullable=False),
    Column("detail", LargeBinary),  # by kind: wire.news
    Index("news_by_install", "install", "seq"),
)
items = Table(  # every version that was ever offered; never changed
    "items",
    metadata,
    Column("code", String(50), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
offers = Table(  # what is offered now, and since which catalogue version
    "offers",
    metadata,
    Column("code", String(50), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("changed_in", Integer, nullable=False),
    Column("ended", Boolean, nullable=False),
)
clerks = Table(
    "clerks",
    metadata,
    Column("clerk_no", String(40), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("roles", String(100), nullable=False),  # separated by spaces
    Column("password_hash", String(200), nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("failed_at", String(40)),
)
policies = Table(  # 大厅规则, every version that was ever in force
    "policies",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),  # canonical bytes, as signed
    Column("signature", String(88), nullable=False),
    Column("set_at", String(40), nullable=False),
)
supervisor_keys = Table(  # every key that a supervisor ever signed with; a retired one still proves what it signed
    "supervisor_keys",
    metadata,
    Column("public_key", String(64), primary_key=True),
    Column("clerk_no", String(40), nullable=False),
    Column("card", LargeBinary, nullable=False),  # staff.SupervisorCard
    Column("made_at", String(40), nullable=False),
    Column("retired_at", String(40)),
    Index("supervisor_keys_by_clerk", "clerk_no"),
)
approvals = Table(  # those that were used; each is used once
    "approvals",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("supervisor", String(40), nullable=False),
    Column("case_id", String(36), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("line_id", String(36), nullable=False),
    Column("approved_at", String(40), nullable=False),
)
flags = Table(  # what somebody should look at: forged and missing approvals, promises of people on the list
    "flags",
    metadata,
    Column("line_id", String(36), primary_key=True),
    Column("code", String(60), primary_key=True),
    Column("case_id", String(36)),
    Column("install", String(64), nullable=False),
    Column("actor", String(40), nullable=False),
    Column("flagged_at", String(40), nullable=False),
)
reviews = Table(
    "reviews",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("case_id", String(36)),
    Column("state", String(20), nullable=False),
    Column("hall", String(20), nullable=False),
    Column("approval_id", String(36)),  # of the decision, to find the review when it is carried out
    Column("content", LargeBinary, nullable=False),  # review.Review
    Index("reviews_by_case", "case_id"),
    Index("reviews_by_approval", "approval_id"),
)
results = Table(
    "results",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("case_id", String(36), nullable=False),
    Column("hall", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("content", LargeBinary, nullable=False),  # handing.ResultDocument
    Column("handed", LargeBinary),  # handing.Handed, the last
    Index("results_by_case", "case_id"),
)
batches = Table(  # 材料流转, 证照流转
    "batches",
    metadata,
    Column("batch", String(64), primary_key=True),
    Column("install", String(64), nullable=False),
    Column("to_department", Boolean, nullable=False),
    Column("department", String(100), nullable=False),
    Column("content", LargeBinary, nullable=False),  # bodies.MaterialsMoved
    Column("moved_at", String(40), nullable=False),
)
closings = Table(  # 日结: one of each window and day
    "closings",
    metadata,
    Column("install", String(64), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("line_id", String(36), nullable=False),
    Column("content", LargeBinary, nullable=False),  # bodies.DayClosed
)
notices = Table(  # what a department did by itself and a window tells the applicant in writing
    "notices",
    metadata,
    Column("case_id", String(36), primary_key=True),
    Column("act", String(20), primary_key=True),
    Column("acted_at", String(40), primary_key=True),
    Column("content", LargeBinary, nullable=False),  # news.DepartmentAct
    Column("line_id", String(36)),  # which told it
)
watches = Table(  # 未上传的工作: what is known of each window
    "watches",
    metadata,
    Column("install", String(64), primary_key=True),
    Column("heard_at", String(40), nullable=False),
    Column("gap", Boolean, nullable=False),  # lines came whose predecessors did not
    Column("signed_out_at", String(40)),  # since somebody signed out there who knew of work that waits
    Column("signed_out_by", String(40), nullable=False),
    Column("review_id", String(36), nullable=False),  # of the last one that was raised, empty before
)
dishonest = Table(  # 失信名单: salted hashes only
    "dishonest",
    metadata,
    Column("person", String(64), primary_key=True),
    Column("case_id", String(36), nullable=False),
    Column("reason", String(400), nullable=False),
    Column("listed_at", String(40), nullable=False),
)
seals = Table(  # 电子印章 of the departments; a real hall has their keys in a machine of its own
    "seals",
    metadata,
    Column("department", String(200), primary_key=True),
    Column("certificate", LargeBinary, nullable=False),  # PEM, the authority's behind it
    Column("key", LargeBinary, nullable=False),
    Column("picture", LargeBinary, nullable=False),  # a PDF page of the seal's own size
    Column("made_at", String(40), nullable=False),
    Column("expires_at", String(40), nullable=False),
)
sealed = Table(  # each paper once; asked again, the same bytes
    "sealed",
    metadata,
    Column("number", String(60), primary_key=True),
    Column("install", String(64), nullable=False),
    Column("asked_sha256", String(64), nullable=False),  # of the PDF as the window drew it
    Column("pdf", LargeBinary, nullable=False),
    Column("sealed_at", String(40), nullable=False),
)
