"""申请人 and the people who act for him: natural person, company, agent, contact."""

from __future__ import annotations

import enum

from counter.domain.base import Value
from counter.domain.identity import IdDocument


class ApplicantKind(enum.StrEnum):
    """申请人类型."""

    NATURAL = "natural"  # 自然人
    COMPANY = "company"  # 法人或其他组织


class Identified(Value):
    """A person with the document that shows who he is (证件)."""

    name: str = ""
    id_document: IdDocument = IdDocument.RESIDENT_ID
    id_number: str = ""


class Applicant(Value):
    """申请人: a natural person by identity document, or a company by its unified social credit code."""

    kind: ApplicantKind = ApplicantKind.NATURAL
    name: str = ""
    id_document: IdDocument = IdDocument.RESIDENT_ID  # of a natural person
    id_number: str = ""  # identity number, or the 18-character code (USCC) of a company
    legal_representative: Identified | None = None  # 法定代表人, of a company
    phone: str = ""
    address: str = ""


class Agent(Value):
    """代理人 with his authority (授权委托书); the law lets an agent apply unless it demands presence (许可法 29)."""

    name: str = ""
    id_document: IdDocument = IdDocument.RESIDENT_ID
    id_number: str = ""
    phone: str = ""
    authority_scope: str = ""  # 委托权限
    authority_until: str = ""  # ISO date; empty when the power has no term


class Contact(Value):
    """联系人, when another person than applicant or agent is to be called."""

    name: str = ""
    phone: str = ""
