"""A TLS platform with a private CA, and an HTTP proxy before it, both on the loopback."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import select
import socket
import ssl
import threading
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.contract.raw_server import RawServer

_PATIENCE_S = 10.0
NAME = "hall.example.invalid"
"""No name server knows it: only a proxy can lead there."""


def private_ca(folder: Path, *, days: int = 365, begins: dt.datetime | None = None) -> tuple[Path, Path]:
    """A private CA's certificate, and a certificate with key of the platform that it signed."""
    now = begins or dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    folder.mkdir(parents=True, exist_ok=True)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test hall CA")])

    def signed(subject: x509.Name, public: ec.EllipticCurvePublicKey, *extensions: x509.ExtensionType) -> bytes:
        builder = x509.CertificateBuilder(
            issuer_name=ca_name, subject_name=subject, public_key=public, serial_number=x509.random_serial_number(),
            not_valid_before=now, not_valid_after=now + dt.timedelta(days=days),
        )  # fmt: skip
        for extension in extensions:
            builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        return builder.sign(ca_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    names = x509.SubjectAlternativeName([
        x509.DNSName("localhost"), x509.DNSName(NAME), x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
    ])  # fmt: skip
    identifier = x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key())
    ca, own = folder / "ca.pem", folder / "platform.pem"
    ca.write_bytes(signed(ca_name, ca_key.public_key(), x509.BasicConstraints(ca=True, path_length=0), identifier))
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    authority = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
    own.write_bytes(
        signed(subject, key.public_key(), names, authority)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return ca, own


class TlsServer(RawServer):
    """Answers as told, after a TLS handshake."""

    def __init__(self, certificate: Path) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self._failed = threading.Semaphore(0)
        super().__init__()
        self.port = int(self.url.rsplit(":", 1)[1])

    def refused(self, times: int) -> bool:
        """Whether so many handshakes failed since one asked last; it may hear of one a moment after the client."""
        return all(self._failed.acquire(timeout=_PATIENCE_S) for _ in range(times))

    def _serve(self, connection: socket.socket) -> None:
        try:
            secure = self._context.wrap_socket(connection, server_side=True)
        except OSError:
            self._failed.release()
            connection.close()
            return
        super()._serve(secure)


class Proxy(RawServer):
    """CONNECT is led to ``port`` whatever the name is; with a password it is refused."""

    def __init__(self, port: int, *, wants_password: bool = False) -> None:
        self._port = port
        self._wants_password = wants_password
        super().__init__()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.closing(connection), contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(4096)
                if not piece:
                    return
                head += piece
            self.requests.append(head)
            if self._wants_password:
                connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
                return
            with socket.create_connection(("127.0.0.1", self._port)) as beyond:
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                _lead(connection, beyond)


def _lead(one: socket.socket, other: socket.socket) -> None:
    """Bytes go both ways until one side has ended."""
    while True:
        ready, _, _ = select.select([one, other], [], [], 5.0)
        for source in ready:
            piece = source.recv(65536)
            if not piece:
                return
            (other if source is one else one).sendall(piece)
        if not ready:
            return
