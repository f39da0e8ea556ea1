"""The e-seal: a signature that other software can check, over the place of the stamp, and that breaks when touched."""

from __future__ import annotations

import datetime as dt
import io
from typing import NamedTuple

import pypdf
import pytest
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import PdfSignatureStatus, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from counter.documents import sheet
from counter.documents.drawing import mark_alone
from counter.documents.model import PaperContent, Reprint
from counter.documents.paper import drawn, render
from counter.documents.pictures import page_pngs
from counter.documents.seal_picture import seal_picture
from counter.domain.case import PaperKind
from counter.domain.seal import SealSpot
from counter.errors import RuleBroken
from counter.seals.signing import SealCertificate, overprint, put_seal
from tests.documents import samples
from tests.documents.reading import all_of

AT = dt.datetime(2026, 11, 23, 1, 55, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
NAME = "行政审批专用章"
REPRINT = Reprint(count=1, reason="纸张污损", clerk_name="周敏", reprinted_at=AT + DAY)


class Made(NamedTuple):
    """A certificate of an invented department, in both forms."""

    root: x509.Certificate
    pkcs12: bytes
    certificate_pem: bytes
    key_pem: bytes


@pytest.fixture(scope="module")
def made() -> Made:
    """Signed by a root of its own, in force around ``AT``."""
    root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    root_name, name = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)]) for text in ("测试根", "云泽县交通运输局")
    )

    def certificate(subject: x509.Name, public: rsa.RSAPublicKey, *, authority: bool) -> x509.Certificate:
        usage = x509.KeyUsage(
            digital_signature=not authority,
            content_commitment=not authority,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=authority,
            crl_sign=authority,
            encipher_only=False,
            decipher_only=False,
        )
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(root_name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(AT - 10 * DAY)
            .not_valid_after(AT + 10 * DAY)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .sign(root_key, hashes.SHA256())
        )

    root = certificate(root_name, root_key.public_key(), authority=True)
    own = certificate(name, key.public_key(), authority=False)
    secret = serialization.BestAvailableEncryption(b"geheim")
    return Made(
        root,
        pkcs12.serialize_key_and_certificates(b"seal", key, own, [root], secret),
        own.public_bytes(serialization.Encoding.PEM) + root.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, secret),
    )


def checked(pdf: bytes, made: Made) -> PdfSignatureStatus:
    """What a verifier that trusts the root says of the only signature."""
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    root = asn1.Certificate.load(made.root.public_bytes(serialization.Encoding.DER))
    return validate_pdf_signature(signature, ValidationContext(trust_roots=[root], moment=AT + DAY))


def sealed_paper(content: PaperContent, certificate: SealCertificate, *, seal_name: str, at: dt.datetime) -> bytes:
    """The paper as a window draws it, with the seal as a hall puts it on."""
    made = drawn(content, sealed=True)
    (place,) = made.seal_places
    return put_seal(
        made.pdf,
        certificate,
        place=SealSpot(page=place.page, x=place.x, y=place.y, radius=place.radius),
        picture=seal_picture(content.department, seal_name, place.radius),
        department=content.department,
        seal_name=seal_name,
        at=at,
    )


def red_share(pdf: bytes, *, page: int, box: tuple[float, float, float, float]) -> float:
    """How much of a box of the page, in points from the top left corner, is red."""
    picture = Image.open(io.BytesIO(page_pngs(pdf, width_px=1200)[page])).convert("RGB")
    per_pt = picture.width / sheet.PAGE_WIDTH
    part = picture.crop(tuple(round(edge * per_pt) for edge in box))  # type: ignore[arg-type]  # four of them
    data = part.tobytes()
    red = sum(data[place] > data[place + 1] + 60 for place in range(0, len(data), 3))
    return red * 3 / len(data)


@pytest.mark.parametrize("kind", [PaperKind.REFUSAL, PaperKind.ACCEPTANCE, PaperKind.CORRECTION_NOTICE])
def test_a_sealed_paper_is_verified_and_says_what_it_said(kind: PaperKind, made: Made) -> None:
    content = samples.sample(kind)
    pdf = sealed_paper(content, SealCertificate.from_pkcs12(made.pkcs12, b"geheim"), seal_name=NAME, at=AT)
    status = checked(pdf, made)
    assert status.bottom_line
    assert status.signer_reported_dt == AT
    assert len(pdf) <= 120_000
    found = all_of(pdf)[1]
    assert "电子印章，与实物印章具有同等法律效力" in found
    assert "（加盖" not in found
    assert "申请人（代理人）签名" in found


def test_the_red_seal_lies_over_department_and_day(made: Made) -> None:
    content = samples.sample(PaperKind.REFUSAL)
    certificate = SealCertificate.from_pem(made.certificate_pem, made.key_pem, passphrase=b"geheim")
    pdf = sealed_paper(content, certificate, seal_name=NAME, at=AT)
    (place,) = drawn(content, sealed=True).seal_places
    top = sheet.PAGE_HEIGHT - place.y
    box = (place.x - place.radius, top - place.radius, place.x + place.radius, top + place.radius)
    assert red_share(pdf, page=place.page, box=box) > 0.04
    assert red_share(render(content), page=place.page, box=box) == 0
    assert red_share(pdf, page=place.page, box=(0, 0, sheet.PAGE_WIDTH, box[1] - 2)) == 0
    assert checked(pdf, made).bottom_line


def test_a_paper_that_was_changed_after_sealing_is_found_out(made: Made) -> None:
    certificate = SealCertificate.from_pkcs12(made.pkcs12, b"geheim")
    pdf = sealed_paper(samples.sample(PaperKind.EXTENSION), certificate, seal_name=NAME, at=AT)
    touched = bytearray(pdf)
    place = touched.index(b"/MediaBox")
    touched[place + 12] ^= 1
    assert not checked(bytes(touched), made).intact
    added = io.BytesIO()
    writer = pypdf.PdfWriter(io.BytesIO(pdf), incremental=True)
    writer.add_blank_page(200, 200)
    writer.write(added)
    assert not checked(added.getvalue(), made).bottom_line


def test_without_a_certificate_the_place_for_the_stamp_stays() -> None:
    assert "（加盖云泽县交通运输局专用章）" in all_of(render(samples.sample(PaperKind.REFUSAL)))[1]


def test_a_certificate_that_does_not_open_is_refused(made: Made) -> None:
    for data, secret in ((made.pkcs12, b"wrong"), (b"nothing", b"geheim"), (b"", None)):
        with pytest.raises(RuleBroken) as caught:
            SealCertificate.from_pkcs12(data, secret)
        assert caught.value.code == "paper.seal_certificate"
    for certificate, key, passphrase in (
        (made.certificate_pem, made.key_pem, b"wrong"),
        (b"nothing", made.key_pem, b"geheim"),
        (made.certificate_pem, b"nothing", None),
    ):
        with pytest.raises(RuleBroken) as caught:
            SealCertificate.from_pem(certificate, key, passphrase=passphrase)
        assert caught.value.code == "paper.seal_certificate"


@pytest.mark.parametrize("moment", [AT - 11 * DAY, AT + 11 * DAY])
def test_a_certificate_that_is_not_in_force_seals_nothing(moment: dt.datetime, made: Made) -> None:
    certificate = SealCertificate.from_pkcs12(made.pkcs12, b"geheim")
    with pytest.raises(RuleBroken) as caught:
        sealed_paper(samples.sample(PaperKind.REFUSAL), certificate, seal_name=NAME, at=moment)
    assert caught.value.code == "paper.seal_certificate"


def test_the_drawn_paper_stands_untouched_before_its_seal(made: Made) -> None:
    content = samples.sample(PaperKind.REFUSAL)
    pdf = sealed_paper(content, SealCertificate.from_pkcs12(made.pkcs12, b"geheim"), seal_name=NAME, at=AT)
    assert pdf.startswith(drawn(content, sealed=True).pdf)


def test_what_is_laid_over_a_sealed_paper_is_seen_on_every_page_and_breaks_its_seal(made: Made) -> None:
    content = samples.sample(PaperKind.REFUSAL)
    pdf = sealed_paper(content, SealCertificate.from_pkcs12(made.pkcs12, b"geheim"), seal_name=NAME, at=AT)
    mark = mark_alone(REPRINT)
    over = overprint(pdf, mark)
    said = render(content, reprint=REPRINT)
    for page, (shown, wanted) in enumerate(
        zip(page_pngs(over, width_px=600), page_pngs(said, width_px=600), strict=True)
    ):
        top = [Image.open(io.BytesIO(each)).convert("L").crop((0, 0, 600, 40)).tobytes() for each in (shown, wanted)]
        assert top[0] == top[1], page
    assert not checked(over, made).bottom_line
    assert checked(pdf, made).bottom_line
