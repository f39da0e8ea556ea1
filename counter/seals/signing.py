"""用章: a finished paper with a real PDF signature in place of the stamp (电子签名法 13, 14; 国令716 §9).

The signature is PAdES-like CMS over the whole file, certifies it (no change is allowed any more), and shows a red seal
over department and day. The file before it stays as it was, byte for byte: the seal is added behind. pyHanko knows no
SM2: a seal of the 国密 kind is put on by the province's own system, and only kept and printed here.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io

from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from counter.domain.seal import SealSpot
from counter.errors import RuleBroken

FIELD = "Seal"
"""The name of the signature field."""


@dataclasses.dataclass(frozen=True)
class SealCertificate:
    """A seal's certificate with its key, opened; never stored by us."""

    signer: SimpleSigner

    @classmethod
    def from_pkcs12(cls, data: bytes, passphrase: bytes | None) -> SealCertificate:
        """The certificate of a PKCS#12 file.

        Raises:
            RuleBroken: ``paper.seal_certificate`` when it cannot be opened.
        """
        try:
            return cls(SimpleSigner.load_pkcs12_data(data, (), passphrase))
        except (ValueError, TypeError, AttributeError) as fault:  # no key or no certificate inside: None is translated
            raise _unusable() from fault

    @classmethod
    def from_pem(cls, certificate: bytes, key: bytes, *, passphrase: bytes | None = None) -> SealCertificate:
        """The certificate (with its chain behind it) and key of two PEM files.

        Raises:
            RuleBroken: ``paper.seal_certificate`` when one cannot be opened.
        """
        try:
            own, *chain = load_certs_from_pemder_data(certificate)
            registry: SimpleCertificateStore = SimpleCertificateStore.from_certs(chain)  # type: ignore[no-untyped-call]
            opened = load_private_key_from_pemder_data(key, passphrase)
        except (ValueError, TypeError) as fault:
            raise _unusable() from fault
        return cls(SimpleSigner(signing_cert=own, signing_key=opened, cert_registry=registry))

    def check(self, at: dt.datetime) -> None:
        """It is in force at that moment.

        Raises:
            RuleBroken: ``paper.seal_certificate``.
        """
        certificate = self.signer.signing_cert
        if certificate is None or not certificate.not_valid_before <= at <= certificate.not_valid_after:
            raise _unusable()

    def expires_at(self) -> dt.datetime:
        """When it ends to be in force."""
        certificate = self.signer.signing_cert
        if certificate is None:
            raise _unusable()
        ends: dt.datetime = certificate.not_valid_after
        return ends


def _unusable() -> RuleBroken:
    return RuleBroken("paper.seal_certificate", field="certificate")


def put_seal(
    pdf: bytes,
    certificate: SealCertificate,
    *,
    place: SealSpot,
    picture: bytes,
    department: str,
    seal_name: str,
    at: dt.datetime,
) -> bytes:
    """The same document with the department's seal at that place, and nothing else added.

    Args:
        pdf: finished, its place for the seal free.
        certificate: of the seal, in force.
        place: where it goes.
        picture: how it looks: the first page of a PDF.
        department: whose seal it is.
        seal_name: the words under the star, "行政审批专用章".
        at: when it is sealed; aware.

    Raises:
        RuleBroken: ``paper.seal_certificate``.
    """
    certificate.check(at)
    left, bottom = round(place.x - place.radius), round(place.y - place.radius)
    side = round(2 * place.radius)
    signer = _SignerAt(
        PdfSignatureMetadata(
            field_name=FIELD,
            name=department,
            reason=seal_name,
            md_algorithm="sha256",
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        ),
        signer=certificate.signer,
        stamp_style=StaticStampStyle(
            border_width=0,
            background=PdfPicture(picture),
            background_layout=SimpleBoxLayoutRule(
                x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID, margins=Margins(0, 0, 0, 0)
            ),
        ),
        new_field_spec=SigFieldSpec(FIELD, on_page=place.page, box=(left, bottom, left + side, bottom + side)),
    )
    signer.at = at
    file = io.BytesIO()
    signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=file)
    return file.getvalue()


def overprint(pdf: bytes, over: bytes) -> bytes:
    """Every page with the first page of another document over it.

    For paper only: a seal under it does not hold any more for who checks the file.
    """
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    content = PdfPicture(over)
    content.set_writer(writer)  # type: ignore[no-untyped-call]
    drawn = StreamObject(stream_data=b"q " + content.render() + b" Q")
    reference = writer.add_object(drawn)
    for page in range(int(writer.root["/Pages"]["/Count"])):
        writer.add_stream_to_page(page, reference, resources=content.resources.as_pdf_object())  # type: ignore[no-untyped-call]
    file = io.BytesIO()
    writer.write(file)  # type: ignore[no-untyped-call]
    return file.getvalue()


class _SignerAt(PdfSigner):
    """Signs at a given time, not at the machine's own."""

    at: dt.datetime

    def init_signing_session(
        self,
        pdf_out: BasePdfFileWriter,
        existing_fields_only: bool = False,
    ) -> PdfSigningSession:
        """As pyHanko's, with our time in it."""
        session = super().init_signing_session(pdf_out, existing_fields_only=existing_fields_only)
        session.system_time = self.at
        return session


class PdfPicture(PdfContent):
    """The first page of a document as the picture of a stamp."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._pdf = pdf

    def render(self) -> bytes:
        """The operator that draws it."""
        writer = self._ensure_writer
        page = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)))
        self.resources.xobject["/SealPicture"] = page
        x1, y1, x2, y2 = page.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(x1 - x2), height=abs(y1 - y2))
        return b"/SealPicture Do"
