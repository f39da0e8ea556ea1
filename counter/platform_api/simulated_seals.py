"""The seals of the simulated platform: real signatures under an authority of its own, with a plain red octagon."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable

import msgspec

from counter.domain.case import PaperKind
from counter.errors import Refused, RuleBroken
from counter.seals.authority import certificate_of, new_authority, new_seal
from counter.wire.bodies import IssuedPaper
from counter.wire.seals import SealAnswer, SealRequest

_NAME = "行政审批专用章"


class _Said(msgspec.Struct, forbid_unknown_fields=False):
    """What is read of a frozen content."""

    number: str
    kind: PaperKind
    department: str


class SimulatedSeals:
    """Every department has a seal as soon as it is asked for.

    Args:
        now: the platform's clock.
    """

    def __init__(self, now: Callable[[], dt.datetime]) -> None:
        self._now = now
        self._authority = ""
        self._seals: dict[str, tuple[bytes, bytes]] = {}
        self._sealed: dict[str, tuple[str, bytes]] = {}
        self.no_seal_for: set[str] = set()
        self.off = False

    def certificate(self) -> str:
        """Of the authority; made when it is first asked for."""
        if not self._authority:
            self._authority = new_authority("模拟平台印章", now=self._now())
        return certificate_of(self._authority)

    def seal(self, request: SealRequest, papers: dict[str, IssuedPaper], void: set[str]) -> SealAnswer:
        """As the hall does (``hall.sealing``)."""
        from counter.seals.checking import check_unsealed  # noqa: PLC0415 -- pyHanko takes a second
        from counter.seals.signing import SealCertificate, put_seal  # noqa: PLC0415 -- as above

        self._check(request, papers, void)
        asked = hashlib.sha256(request.pdf).hexdigest()
        known = self._sealed.get(request.number)
        if known is not None and known[0] != asked:
            raise Refused("seal.sealed_already", field="pdf")
        if known is not None:
            return SealAnswer(number=request.number, pdf=known[1])
        if request.department in self.no_seal_for:
            raise Refused("seal.no_seal", field="department")
        try:
            pages = check_unsealed(request.pdf, number=request.number, pages_at_most=40)
        except RuleBroken as fault:
            raise Refused("seal.pdf", field="pdf") from fault
        if not 0 <= request.spot.page < pages:
            raise Refused("seal.pdf", field="spot")
        if request.department not in self._seals:
            self.certificate()
            self._seals[request.department] = new_seal(self._authority, request.department, now=self._now())
        made = put_seal(
            request.pdf,
            SealCertificate.from_pem(*self._seals[request.department]),
            place=request.spot,
            picture=_octagon(request.spot.radius),
            department=request.department,
            seal_name=_NAME,
            at=self._now(),
        )
        self._sealed[request.number] = (asked, made)
        return SealAnswer(number=request.number, pdf=made)

    def _check(self, request: SealRequest, papers: dict[str, IssuedPaper], void: set[str]) -> None:
        if self.off:
            raise Refused("seal.off")
        paper = papers.get(request.number)
        if paper is None:
            raise Refused("seal.unknown_paper", field="number")
        if request.number in void:
            raise Refused("seal.void", field="number")
        if paper.kind is not request.kind or paper.content_sha256 != hashlib.sha256(request.content).hexdigest():
            raise Refused("seal.other_content", field="content")
        said = msgspec.json.decode(request.content, type=_Said)
        if (said.number, said.kind, said.department) != (request.number, request.kind, request.department):
            raise Refused("seal.other_content", field="content")


def _octagon(radius: float) -> bytes:
    """A red octagon as a PDF page: nobody takes it for the seal of a real hall."""
    side, edge = 2 * radius, 0.3 * radius
    corners = [
        (edge, 1), (side - edge, 1), (side - 1, edge), (side - 1, side - edge),
        (side - edge, side - 1), (edge, side - 1), (1, side - edge), (1, edge),
    ]  # fmt: skip
    (x, y), *rest = corners
    strokes = f"0.8 0 0 RG 2 w {x:.1f} {y:.1f} m " + " ".join(f"{a:.1f} {b:.1f} l" for a, b in rest) + " s"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {side:.1f} {side:.1f}]/Resources<<>>/Contents 4 0 R>>".encode(),
        f"<</Length {len(strokes)}>>stream\n{strokes}\nendstream".encode(),
    ]
    file, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return file + table + b"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(file)
