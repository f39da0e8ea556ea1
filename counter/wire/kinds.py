"""The names of the kinds of journal line; ``bodies`` holds what each says."""

from __future__ import annotations

import enum


class Kind(enum.StrEnum):
    """The kinds of journal line, past facts."""

    SIGNED_IN = "session.signed_in"
    SIGNED_OUT = "session.signed_out"
    CASE_TAKEN = "case.taken"
    CASE_DECIDED = "case.decided"
    CASE_SUPPLEMENTED = "case.supplemented"
    CASE_TOLD_AGAIN = "case.told_again"
    CASE_OWED_EXTENDED = "case.owed_extended"
    CASE_LAPSED = "case.lapsed"
    CASE_HUNG = "case.hung"
    CASE_RESUMED = "case.resumed"
    CASE_EXTENDED = "case.extended"
    CASE_WITHDRAWN = "case.withdrawn"
    CASE_REVOKED = "case.revoked"
    CASE_AMENDED = "case.amended"
    CASE_NOTICE_ISSUED = "case.notice_issued"
    CASE_YIELDED = "case.yielded"
    CASE_CORRECTED = "case.corrected"
    CASE_VOIDED = "case.voided"
    PAPER_PRINTED = "paper.printed"
    PRINT_ANSWERED = "paper.print_answered"
    PERSON_UNLISTED = "person.unlisted"
    REVIEW_ASKED = "review.asked"
    REVIEW_DECIDED = "review.decided"
    REVIEW_ASSIGNED = "review.assigned"
    REVIEW_LOCKED = "review.locked"
    REVIEW_OVERTAKEN = "review.overtaken"
    RESULT_HANDED = "result.handed"
    MATERIALS_MOVED = "materials.moved"
    DAY_CLOSED = "day.closed"
    SHIFT_HANDED_OVER = "shift.handed_over"
    CASES_PURGED = "cases.purged"
    LINE_PURGED = "line.purged"  # stands in a push in the place of a line whose content is gone; never in a journal
