"""大厅规则 as the platform keeps them: a new version for every change, signed, none ever forgotten.

A case is judged by the version that is frozen into it (domain.md §2); version 0 is the common local rule, under which a
counter works that has not heard of any other yet.
"""

from __future__ import annotations

import datetime as dt
import re

import msgspec
from sqlalchemy import Connection, func, insert, select

from counter.domain.deadlines import ClockPolicy
from counter.domain.item import TimeUnit
from counter.domain.policy import HallPolicy, SignedPolicy
from counter.domain.workdays import OfficeSpan
from counter.errors import RuleBroken
from counter.hall import tables
from counter.hall.database import Database
from counter.hall.news import Told, tell
from counter.wire.approving import sign_policy
from counter.wire.messages import NewsKind

MOST_DAYS = 365
MOST_HOURS = 365 * 24
_URL = re.compile(r"https://[A-Za-z0-9.-]{1,100}(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]{0,100})?")
PRACTICE_POLICY = HallPolicy(
    place="云溪县政务服务中心",
    rating_url="https://rating.example.invalid/r",
    clock=ClockPolicy(
        closes_at=dt.time(17, 30),
        office_hours=(
            OfficeSpan(opens_at=dt.time(8, 30), closes_at=dt.time(12, 0)),
            OfficeSpan(opens_at=dt.time(14, 0), closes_at=dt.time(17, 30)),
        ),
    ),
)
"""The rule of the invented county's hall."""


def read_policy(raw: bytes) -> HallPolicy:
    """The policy of a file, every word of it understood; its version is given when it is set.

    Raises:
        RuleBroken: ``policy.unknown`` for a consequence, review or field that does not exist, ``policy.number`` for a
            number that makes no sense and ``policy.url`` for a rating page that is none, each with its place; nothing
            is changed then.
    """
    try:
        policy = msgspec.json.decode(raw, type=HallPolicy)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        message, _, place = str(error).partition(" - at `$.")
        raise RuleBroken("policy.unknown", field=place.rstrip("`"), reason=message[:200]) from None
    for field, value, least, most in (
        ("deferral_most_materials", policy.deferral_most_materials, 0, 60),
        ("deferral_extension_most.amount", policy.deferral_extension_most.amount, 0, MOST_DAYS),
        ("commitment_check_within.amount", policy.commitment_check_within.amount, 1, MOST_DAYS),
        ("credit_list_max_age_hours", policy.credit_list_max_age_hours, 1, MOST_HOURS),
        ("unheard_hours", policy.unheard_hours, 0, MOST_HOURS),
        ("reprints_most", policy.reprints_most, 0, 99),
        ("rating_days", policy.rating_days, 1, MOST_DAYS),
    ):
        if not least <= value <= most:
            raise RuleBroken("policy.number", field=field, minimum=least, maximum=most)
    if policy.rating_url and not _URL.fullmatch(policy.rating_url):
        raise RuleBroken("policy.url", field="rating_url")
    if policy.deferral_extension_most.unit is TimeUnit.HOURS:
        raise RuleBroken("policy.number", field="deferral_extension_most.unit")
    return policy


def set_policy(database: Database, policy: HallPolicy, *, signing_key: str, now: dt.datetime) -> HallPolicy:
    """The policy is in force under the next version and every counter is told; gives it with that version.

    The same words again are no new version.
    """
    with database.write() as connection:
        before = current(connection)
        if before is not None and msgspec.structs.replace(policy, version=before.version) == before:
            return before
        numbered = msgspec.structs.replace(policy, version=before.version + 1 if before is not None else 1)
        signed = sign_policy(signing_key, numbered)
        row = {
            "version": numbered.version,
            "content": bytes(signed.policy),
            "signature": signed.signature,
            "set_at": now.isoformat(),
        }
        connection.execute(insert(tables.policies), row)
        tell(connection, [Told(install="", kind=NewsKind.CATALOGUE)], at=now)
    return numbered


def current(connection: Connection) -> HallPolicy | None:
    """The policy in force, or None when none was ever set."""
    signed = current_signed(connection)
    return None if signed is None else msgspec.json.decode(signed.policy, type=HallPolicy)


def current_signed(connection: Connection) -> SignedPolicy | None:
    """The policy in force as counters get it."""
    policies = tables.policies
    newest = select(func.max(policies.c.version)).scalar_subquery()
    row = connection.execute(select(policies).where(policies.c.version == newest)).one_or_none()
    return None if row is None else SignedPolicy(policy=msgspec.Raw(row.content), signature=row.signature)


def of_version(connection: Connection, version: int) -> HallPolicy:
    """The policy of that version.

    Raises:
        RuleBroken: ``policy.unknown_version`` for one that this platform never set.
    """
    if version == 0:
        return HallPolicy()
    policies = tables.policies
    content = connection.scalar(select(policies.c.content).where(policies.c.version == version))
    if content is None:
        raise RuleBroken("policy.unknown_version", field="course.policy")
    return msgspec.json.decode(content, type=HallPolicy)
