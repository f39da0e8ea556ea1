"""Signatures: what one end seals the other end can check, and nothing else passes."""

from __future__ import annotations

import hashlib

import msgspec
import pytest

from counter.domain.ids import InstallId
from counter.wire.sealing import (
    RequestSeal,
    check_head,
    check_request,
    is_nonce,
    is_public_key,
    new_signing_key,
    public_key_of,
    read_seal,
    sign,
    sign_head,
    sign_request,
)

# RFC 8032 §7.1, test 1: secret key and public key
RFC_SECRET = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="
RFC_PUBLIC = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="


def sealed(nonce: str) -> RequestSeal:
    """Of a POST to the news with the body x."""
    header = sign_request(
        RFC_SECRET, install=InstallId("i-1"), method="POST", target="/v1/news?after=7", body=b"x", nonce=nonce
    )
    seal = read_seal(header)
    assert seal is not None
    return seal


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
    seal = sealed("n1")
    assert seal.install == "i-1"
    right = {"method": "POST", "target": "/v1/news?after=7", "body_sha256": hashlib.sha256(b"x").hexdigest()}
    assert check_request(RFC_PUBLIC, seal, **right)
    changed = {"method": method, "target": target, "body_sha256": hashlib.sha256(body).hexdigest()}
    assert not check_request(RFC_PUBLIC, seal, **changed)


def test_a_seal_is_bound_to_both_nonces_and_is_another_each_time() -> None:
    """What was recorded cannot be given a newer nonce."""
    right = {"method": "POST", "target": "/v1/news?after=7", "body_sha256": hashlib.sha256(b"x").hexdigest()}
    seal, again = sealed("n1"), sealed("n1")
    assert (seal.nonce, len(seal.cnonce)) == ("n1", 32)
    assert seal.cnonce != again.cnonce
    for bent in ({"nonce": "n2"}, {"nonce": ""}, {"nonce": None}, {"cnonce": again.cnonce}):
        assert not check_request(RFC_PUBLIC, msgspec.structs.replace(seal, **bent), **right)
    assert check_request(RFC_PUBLIC, sealed(""), **right)


def test_the_form_of_the_first_version_is_still_read() -> None:
    """0.1.0 signed method, target and body, and a counter of it may hold cases that nobody else has."""
    body_sha256 = hashlib.sha256(b"x").hexdigest()
    signature = sign(RFC_SECRET, f"POST\n/v1/x\n{body_sha256}".encode())
    seal = read_seal(f'Counter install="i-1",sig="{signature}"')
    assert seal is not None
    assert seal.nonce is None
    assert check_request(RFC_PUBLIC, seal, method="POST", target="/v1/x", body_sha256=body_sha256)


@pytest.mark.parametrize(
    "header",
    ["", "Bearer x", 'Counter install="a"', 'Counter install="a b",sig="x"', 'Counter install="a",nonce="n",sig="x"'],
)
def test_a_foreign_header_is_no_seal(header: str) -> None:
    assert read_seal(header) is None


@pytest.mark.parametrize(("text", "is_so"), [("6a1.ab-_", True), ("", False), ('a"b', False), ("a" * 101, False)])
def test_a_nonce_is_a_short_plain_word(text: str, is_so: bool) -> None:
    """It goes into a header as it came."""
    assert is_nonce(text) is is_so


@pytest.mark.parametrize("signature", ["", "äöü", "AAAA", "!" * 88])
def test_rubbish_is_a_wrong_signature_and_no_crash(signature: str) -> None:
    assert not check_head(RFC_PUBLIC, "ab" * 32, signature)
    assert not check_head("no key", "ab" * 32, sign_head(RFC_SECRET, "ab" * 32))


def test_a_public_key_is_thirty_two_bytes() -> None:
    assert is_public_key(RFC_PUBLIC)
    assert not is_public_key("AAAA")
    assert not is_public_key("not base64 !")
