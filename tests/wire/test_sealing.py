"""Signatures: what one end seals the other end can check, and nothing else passes."""

from __future__ import annotations

import hashlib

import pytest

from counter.domain.ids import InstallId
from counter.wire.sealing import (
    check_head,
    check_request,
    is_public_key,
    new_signing_key,
    public_key_of,
    read_seal,
    sign_head,
    sign_request,
)

# RFC 8032 §7.1, test 1: secret key and public key
RFC_SECRET = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="
RFC_PUBLIC = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="


def test_the_public_half_is_the_one_of_the_standard() -> None:
    assert public_key_of(RFC_SECRET) == RFC_PUBLIC


def test_a_head_is_checked_by_its_own_key_only() -> None:
    signature = sign_head(RFC_SECRET, "ab" * 32)
    assert check_head(RFC_PUBLIC, "ab" * 32, signature)
    assert not check_head(RFC_PUBLIC, "ac" * 32, signature)
    assert not check_head(public_key_of(new_signing_key()), "ab" * 32, signature)


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [("PUT", "/v1/news?after=7", b"x"), ("POST", "/v1/news?after=8", b"x"), ("POST", "/v1/news?after=7", b"y")],
)
def test_no_part_of_a_sealed_request_can_be_changed(method: str, target: str, body: bytes) -> None:
    header = sign_request(RFC_SECRET, install=InstallId("i-1"), method="POST", target="/v1/news?after=7", body=b"x")
    seal = read_seal(header)
    assert seal is not None
    assert seal.install == "i-1"
    right = {"method": "POST", "target": "/v1/news?after=7", "body_sha256": hashlib.sha256(b"x").hexdigest()}
    assert check_request(RFC_PUBLIC, signature=seal.signature, **right)
    changed = {"method": method, "target": target, "body_sha256": hashlib.sha256(body).hexdigest()}
    assert not check_request(RFC_PUBLIC, signature=seal.signature, **changed)


@pytest.mark.parametrize("header", ["", "Bearer x", 'Counter install="a"', 'Counter install="a b",sig="x"'])
def test_a_foreign_header_is_no_seal(header: str) -> None:
    assert read_seal(header) is None


@pytest.mark.parametrize("signature", ["", "äöü", "AAAA", "!" * 88])
def test_rubbish_is_a_wrong_signature_and_no_crash(signature: str) -> None:
    assert not check_head(RFC_PUBLIC, "ab" * 32, signature)
    assert not check_head("no key", "ab" * 32, sign_head(RFC_SECRET, "ab" * 32))


def test_a_public_key_is_thirty_two_bytes() -> None:
    assert is_public_key(RFC_PUBLIC)
    assert not is_public_key("AAAA")
    assert not is_public_key("not base64 !")
