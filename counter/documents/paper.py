"""A paper as PDF: content in, bytes out. Deterministic, so that a paper can be known by its SHA-256."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from counter.documents import (
    acceptance,
    authority,
    collecting,
    commitment,
    common,
    consultation,
    correction,
    deferral,
    ending,
    extending,
    fee_notice,
    fonts,
    package,
    posting,
    privacy,
    receipt,
    refusal,
    result_collection,
    service_return,
    supplement,
    truth,
)
from counter.documents.codes import qr_text
from counter.documents.drawing import Drawn, check_glyphs, draw, missing_in
from counter.documents.flow import Strip
from counter.documents.frame import Head
from counter.documents.glyphs import pictures_of
from counter.documents.model import MissingGlyph, PaperContent, PaperKind, Reprint
from counter.documents.wording import words
from counter.errors import RuleBroken

LAYOUTS: Mapping[PaperKind, Callable[[PaperContent], list[Strip]]] = {
    PaperKind.CONSULTATION: consultation.strips,
    PaperKind.RECEIPT: receipt.strips,
    PaperKind.ACCEPTANCE: acceptance.strips,
    PaperKind.DEFERRAL_PROMISE: deferral.promise,
    PaperKind.DEFERRAL_NOTICE: deferral.notice,
    PaperKind.COMMITMENT: commitment.strips,
    PaperKind.OWED_EXTENSION: extending.owed_extension,
    PaperKind.CORRECTION_NOTICE: correction.strips,
    PaperKind.SUPPLEMENT_RECEIPT: supplement.strips,
    PaperKind.RESUMPTION: extending.resumption,
    PaperKind.REFUSAL: refusal.strips,
    PaperKind.NOT_NEEDED: refusal.not_needed,
    PaperKind.SPECIAL_PROCEDURE: extending.special_procedure,
    PaperKind.EXTENSION: extending.extension,
    PaperKind.FEE_NOTICE: fee_notice.strips,
    PaperKind.WITHDRAWAL: ending.withdrawal,
    PaperKind.RETURNED_MATERIALS: ending.returned_materials,
    PaperKind.REVOCATION: ending.revocation,
    PaperKind.LAPSE: ending.lapse,
    PaperKind.COLLECTION_NOTICE: collecting.notice,
    PaperKind.COLLECTION: collecting.voucher,
    PaperKind.RESULT_COLLECTION: result_collection.strips,
    PaperKind.SERVICE_RETURN: service_return.strips,
    PaperKind.AUTHORITY: authority.strips,
    PaperKind.POSTING: posting.strips,
    PaperKind.TRUTH_PROMISE: truth.strips,
    PaperKind.PRIVACY_NOTICE: privacy.strips,
    PaperKind.PACKAGE_ACCEPTANCE: package.strips,
}
"""Every kind but the slips and sheets, which ``sheets`` draws."""


def missing_glyphs(content: PaperContent, *, reprint: Reprint | None = None) -> tuple[MissingGlyph, ...]:
    """Every character of the content that no font of ours draws, once for each field, in the order of the fields.

    To be asked before printing (faults.md F18). Controls and bidi marks count: they would be nothing on paper. A
    character with a picture of its own does not.

    Raises:
        StoreTrouble: ``paper.font_missing`` when a font file is not there or broken.
    """
    found = missing_in(content, pictured=content.glyph_images)
    return found + missing_in(reprint, "reprint", content.glyph_images) if reprint else found


def warm_up() -> None:
    """The fonts of the body are read, so that the first paper takes no longer than the others.

    Raises:
        StoreTrouble: ``paper.font_missing`` when a font file is not there or broken.
    """
    for name in fonts.BODY[:2]:
        fonts.loaded(name)


def render(
    content: PaperContent,
    *,
    reprint: Reprint | None = None,
    glyph_images: Mapping[str, bytes] | None = None,
) -> bytes:
    """The paper as a PDF document of A4 pages with embedded, subset fonts.

    The same content and reprint give the same bytes; a reprint differs from the original in its mark alone. The
    document's metadata hold the paper's number and nothing about a person.

    Args:
        content: what stands on it; on a form the number is empty, and no codes are drawn.
        reprint: the mark of a reprint.
        glyph_images: SHA-256 -> PNG, of the characters in ``content.glyph_images``.

    Raises:
        RuleBroken: ``paper.missing_glyph`` (field and character) rather than a gap on the paper;
            ``paper.glyph_image_missing``; ``paper.text_too_long`` when a single row is higher than a page;
            ``paper.reprint_reason_too_long``; ``paper.number_grammar``, ``paper.progress_url_grammar``,
            ``paper.chain_head_grammar`` of the codes; ``paper.no_layout`` for a slip or sheet.
        StoreTrouble: ``paper.font_missing``.
    """
    return drawn(content, reprint=reprint, glyph_images=glyph_images).pdf


def drawn(
    content: PaperContent,
    *,
    reprint: Reprint | None = None,
    glyph_images: Mapping[str, bytes] | None = None,
    sealed: bool = False,
) -> Drawn:
    """As ``render``, with the places of the seals; ``sealed`` leaves them free for an e-seal."""
    layout = LAYOUTS.get(content.kind)
    if layout is None:
        raise RuleBroken("paper.no_layout", field="kind")
    check_glyphs(missing_glyphs(content, reprint=reprint))
    return draw(
        head_of(content),
        lambda: layout(content),
        practice=content.practice,
        reprint=reprint,
        sealed=sealed,
        pictures=pictures_of(content.glyph_images, glyph_images or {}),
    )


def head_of(content: PaperContent) -> Head:
    """What the frame of this paper says."""
    return Head(
        title=common.title_of(content),
        number=content.number,
        under_bars=words("frame.case_code", case_code=content.case_code) if content.case_code else "",
        query_code=content.query_code if content.number else "",
        qr=qr_text(content) if content.number else "",
        copies=content.copies or words(f"{content.kind}.copies"),
        made_at=content.issued_at,
        chain_head=content.chain_head,
        hall_name=content.hall_name,
        window=content.window,
        check_code=content.check_code,
    )
