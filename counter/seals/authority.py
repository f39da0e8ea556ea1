"""制章: a seal authority with its own key, and the certificates of the departments' seals that it signs.

The authority of a practice hall; a real hall is given certificates by the province's 电子印章系统, and only uses them
(GB/T 38540-2020). Keys are ECDSA P-256, because pyHanko knows no SM2.
"""

from __future__ import annotations

import datetime as dt

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

AUTHORITY_LIFE = dt.timedelta(days=3650)
SEAL_LIFE = dt.timedelta(days=1095)
_BEFORE = dt.timedelta(days=1)  # a counter's clock may be behind
_LONGEST_NAME = 64  # X.520 ub-common-name


def new_authority(name: str, *, now: dt.datetime) -> str:
    """Certificate and key of a new authority as one PEM text; it signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(name)
    certificate = _certificate(subject, subject, key, key, (now - _BEFORE, now + AUTHORITY_LIFE), authority=True)
    return _pem(certificate).decode() + _key_pem(key).decode()


def certificate_of(authority: str) -> str:
    """The public part of the authority."""
    return _pem(x509.load_pem_x509_certificate(authority.encode())).decode()


def new_seal(authority: str, department: str, *, now: dt.datetime) -> tuple[bytes, bytes]:
    """Certificate (with the authority's behind it) and key of a department's seal, both PEM."""
    root = x509.load_pem_x509_certificate(authority.encode())
    root_key = serialization.load_pem_private_key(authority.encode(), None)
    if not isinstance(root_key, ec.EllipticCurvePrivateKey):
        raise TypeError("the authority's key is not ours")
    key = ec.generate_private_key(ec.SECP256R1())
    life = (now - _BEFORE, min(now + SEAL_LIFE, root.not_valid_after_utc))
    certificate = _certificate(_name(department), root.subject, key, root_key, life, authority=False)
    return _pem(certificate) + _pem(root), _key_pem(key)


def common_name(name: str) -> str:
    """The name as a certificate can hold it."""
    return name[:_LONGEST_NAME]


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name(name))])


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signing: ec.EllipticCurvePrivateKey,
    life: tuple[dt.datetime, dt.datetime],
    *,
    authority: bool,
) -> x509.Certificate:
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
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(life[0])
        .not_valid_after(life[1])
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(usage, critical=True)
        .sign(signing, hashes.SHA256())
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
