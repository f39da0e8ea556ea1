"""大厅规则, 主管名册, 失信名单: what comes with the catalogue is put in force, each part only if it can be trusted.

A part that cannot be trusted leaves the old one in force; the code of why is kept as a fact for the health check.
"""

from __future__ import annotations

import datetime as dt

import msgspec
import sqlite_utils

from counter.actions.desk import Desk
from counter.actions.seals import AUTHORITY
from counter.domain.credit import CreditList
from counter.domain.policy import SignedPolicy
from counter.errors import RuleBroken
from counter.store import catalogue, facts, policies, supervisors
from counter.wire.approving import check_policy
from counter.wire.messages import CataloguePage
from counter.wire.queue_key import QueueKey, check_queue_key
from counter.wire.seals import SealAuthority, check_authority

WARNINGS = "hall_rules_warnings"
"""The fact: which part was refused and why, by ``policy``, ``credit``, ``seal``, ``queue``; empty when all is well."""
QUEUE_KEY = "queue_key"
"""The fact: to which key of the platform an exported queue is sealed."""
_AHEAD = dt.timedelta(hours=1)
"""A list from further ahead would keep every later one out."""


def put_catalogue(desk: Desk, page: CataloguePage) -> None:
    """Items, holidays and rules of the page are in force here, in one transaction with the version that they have."""
    platform_key, now = desk.enrolment().platform_key, desk.moment().at
    with desk.store.write() as db:
        catalogue.put_items(db, page.items, page.ended)
        put_rules(db, page, platform_key, now=now)
        facts.write_fact(db, "holidays", page.holidays)
        facts.write_fact(db, "catalogue_version", page.version)
        facts.write_fact(db, "catalogue_at", int(now.timestamp()))
        facts.write_fact(db, "holidays_at", int(now.timestamp()))  # the platform stands by the table (faults.md F13)


def put_rules(db: sqlite_utils.Database, page: CataloguePage, platform_key: str, *, now: dt.datetime) -> None:
    """Policy, supervisors and credit list of the page are in force here, or it is noted why one is not."""
    warnings = facts.read_fact(db, WARNINGS, dict[str, str]) or {}
    supervisors.put_all(db, page.supervisors)
    if page.policy is not None:
        warnings["policy"] = _put_policy(db, page.policy, platform_key)
    if page.seal_authority is not None:
        warnings["seal"] = _put_authority(db, page.seal_authority, platform_key)
    if page.queue_key is not None:
        warnings["queue"] = _put_queue_key(db, page.queue_key, platform_key)
    if page.credit is not None:
        warnings["credit"] = _put_credit(db, page.credit, now)
    facts.write_fact(db, WARNINGS, {part: code for part, code in warnings.items() if code})


def _put_policy(db: sqlite_utils.Database, signed: SignedPolicy, platform_key: str) -> str:
    """Gives the code of why it was refused, empty when it was taken. An older version is kept for its cases only."""
    try:
        policy = check_policy(platform_key, signed)
    except RuleBroken as fault:
        return fault.code
    policies.put(db, policy.version, bytes(signed.policy))
    # two texts under one number would change cases that are decided: the first one stays
    return "" if policies.of_version(db, policy.version) == policy else "policy.rewritten"


def _put_authority(db: sqlite_utils.Database, authority: SealAuthority, platform_key: str) -> str:
    try:
        facts.write_fact(db, AUTHORITY, check_authority(platform_key, authority))
    except RuleBroken as fault:
        return fault.code
    return ""


def _put_queue_key(db: sqlite_utils.Database, key: QueueKey, platform_key: str) -> str:
    try:
        facts.write_fact(db, QUEUE_KEY, check_queue_key(platform_key, key))
    except RuleBroken as fault:
        return fault.code
    return ""


def _put_credit(db: sqlite_utils.Database, listed: CreditList, now: dt.datetime) -> str:
    known = facts.credit_list(db)
    if listed.listed_at.tzinfo is None or listed.listed_at > now + _AHEAD:
        return "credit.time"
    if known is not None and listed.listed_at < known.listed_at:
        return "credit.older"
    facts.write_fact(db, "credit_list", msgspec.structs.replace(listed, barred=tuple(sorted(set(listed.barred)))))
    return ""
