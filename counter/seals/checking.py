"""验章: whether what came back is our own paper with the right department's seal and nothing else.

pyHanko checks the mathematics; here stands what must be true beside it: our own bytes are untouched at the beginning,
one signature covers the whole file, its certificate is the department's and comes from the hall's authority.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from asn1crypto import pem
from asn1crypto import x509 as asn1
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from counter.errors import RuleBroken
from counter.seals.authority import common_name

_NEVER_ACTIVE = ("/OpenAction", "/AA", "/AcroForm", "/Names", "/Encrypt")


def check_seal(sealed: bytes, *, drawn: bytes, authority: str, department: str, at: dt.datetime) -> None:
    """The document is the drawn one with that department's seal, made under that authority (PEM).

    Raises:
        RuleBroken: ``seal.false`` for anything else.
    """
    try:
        holds = sealed.startswith(drawn) and _holds(sealed, authority, department, at)
    except (PdfError, SignatureValidationError, SigningError, ValueError, TypeError, KeyError, IndexError) as fault:
        raise RuleBroken("seal.false") from fault
    if not holds:
        raise RuleBroken("seal.false")


def check_kept(sealed: bytes, *, number: str, authority: str, department: str, at: dt.datetime) -> None:
    """The document is the paper of that number with that department's seal, made under that authority (PEM).

    For a paper that another window drew: the seal over the whole file stands for its bytes.

    Raises:
        RuleBroken: ``seal.false`` for anything else.
    """
    try:
        titled = str(PdfFileReader(io.BytesIO(sealed)).trailer["/Info"]["/Title"]) == number
        holds = titled and _holds(sealed, authority, department, at)
    except (PdfError, SignatureValidationError, SigningError, ValueError, TypeError, KeyError, IndexError) as fault:
        raise RuleBroken("seal.false") from fault
    if not holds:
        raise RuleBroken("seal.false")


def _holds(sealed: bytes, authority: str, department: str, at: dt.datetime) -> bool:
    _, _, der = pem.unarmor(authority.encode())
    context = ValidationContext(trust_roots=[asn1.Certificate.load(der)], moment=at, allow_fetching=False)
    signatures = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    if len(signatures) != 1:
        return False
    status = validate_pdf_signature(signatures[0], context)
    signer: Any = status.signing_cert.subject.native
    return (
        status.bottom_line
        and status.trusted
        and status.coverage is SignatureCoverageLevel.ENTIRE_FILE
        and signer.get("common_name") == common_name(department)
    )


def check_unsealed(pdf: bytes, *, number: str, pages_at_most: int) -> int:
    """The document is a plain paper of that number: nothing active, nothing signed; gives its number of pages.

    Raises:
        RuleBroken: ``seal.pdf``.
    """
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        root: Any = reader.root
        plain = not reader.encrypted and not any(name in root for name in _NEVER_ACTIVE)
        titled = str(reader.trailer["/Info"]["/Title"]) == number
        pages = int(root["/Pages"]["/Count"])
    except (PdfError, ValueError, TypeError, KeyError, IndexError) as fault:
        raise RuleBroken("seal.pdf", field="pdf") from fault
    if not (plain and titled and 1 <= pages <= pages_at_most):
        raise RuleBroken("seal.pdf", field="pdf")
    return pages
