"""授权的钥匙与签名: a supervisor's key under his own secret, what he signs with it, and the platform's signed policy.

    secret ── scrypt (RFC 7914) ──▶ AES-256-GCM (SP 800-38D) ──▶ Ed25519 key ──▶ Approval.signature (RFC 8032)

The enclosed key lies at every window of the hall, so that he can approve there without the network; only his secret
opens it, and a clerk who edits the database cannot make a signature (trust.md §4, A64). The same lines of code serve
both ends.
"""

from __future__ import annotations

import base64
import binascii
import os

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from counter.domain.base import canonical
from counter.domain.policy import HallPolicy, SignedPolicy
from counter.domain.proposal import Approval
from counter.domain.staff import SupervisorCard, WrappedKey
from counter.errors import RuleBroken
from counter.wire import sealing

SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**15, 8, 3
"""OWASP's scrypt level in its smallest memory: 32 MiB, because it is opened at a counter that does other work."""
_LEAST_N, _MOST_N = 2**15, 2**20
_MOST_R, _MOST_P = 16, 16
_SALT_BYTES = 16
_NONCE_BYTES = 12
_KEY_BYTES = 32
_POLICY_CONTEXT = b"counter.policy\n"  # the platform's key signs ID tokens as well; one cannot stand for the other


def new_card(clerk_no: str, name: str, secret: str) -> SupervisorCard:
    """A supervisor with a fresh key, enclosed under his secret; nobody else ever holds that key."""
    signing_key = sealing.new_signing_key()
    return SupervisorCard(
        clerk_no=clerk_no,
        name=name,
        public_key=sealing.public_key_of(signing_key),
        key=wrap_key(signing_key, secret, clerk_no=clerk_no),
    )


def wrap_key(signing_key: str, secret: str, *, clerk_no: str) -> WrappedKey:
    """The key (base64) enclosed under the secret, and bound to its owner's number."""
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    cost = WrappedKey(salt=_text(salt), n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P, nonce=_text(nonce), sealed="")
    sealed = AESGCM(_derive(cost, salt, secret)).encrypt(nonce, base64.b64decode(signing_key), clerk_no.encode())
    return msgspec.structs.replace(cost, sealed=_text(sealed))


def unwrap_key(card: SupervisorCard, secret: str) -> str:
    """The supervisor's key (base64).

    Raises:
        RuleBroken: ``approval.secret`` when the secret does not open it; ``approval.key_unusable`` when no secret
            could: the card is damaged, asks for a cost that no platform of ours states, or holds another's key.
    """
    wrapped = card.key
    weak_or_absurd = (
        not _LEAST_N <= wrapped.n <= _MOST_N
        or wrapped.n & (wrapped.n - 1)
        or not 0 < wrapped.r <= _MOST_R
        or not 0 < wrapped.p <= _MOST_P
    )
    try:
        salt, nonce, sealed = (
            base64.b64decode(part, validate=True) for part in (wrapped.salt, wrapped.nonce, wrapped.sealed)
        )
    except (binascii.Error, ValueError):
        raise RuleBroken("approval.key_unusable") from None
    if weak_or_absurd or len(nonce) != _NONCE_BYTES:
        raise RuleBroken("approval.key_unusable")
    try:
        opened = AESGCM(_derive(wrapped, salt, secret)).decrypt(nonce, sealed, card.clerk_no.encode())
    except InvalidTag:
        raise RuleBroken("approval.secret", field="secret") from None
    if len(opened) != _KEY_BYTES or sealing.public_key_of(_text(opened)) != card.public_key:
        raise RuleBroken("approval.key_unusable")
    return _text(opened)


def sign_approval(signing_key: str, approval: Approval) -> Approval:
    """The approval with its supervisor's signature."""
    return msgspec.structs.replace(approval, signature=sealing.sign(signing_key, approval.signed_bytes()))


def check_approval(public_key: str, approval: Approval) -> bool:
    """Whether the owner of the key signed exactly this approval."""
    return sealing.check(public_key, approval.signed_bytes(), approval.signature)


def sign_policy(signing_key: str, policy: HallPolicy) -> SignedPolicy:
    """The policy as the platform delivers it."""
    body = canonical(policy)
    return SignedPolicy(policy=msgspec.Raw(body), signature=sealing.sign(signing_key, _POLICY_CONTEXT + body))


def check_policy(platform_key: str, signed: SignedPolicy) -> HallPolicy:
    """The policy, when the platform signed these very bytes and we understand every word of them.

    Raises:
        RuleBroken: ``policy.signature``; ``policy.unreadable`` for an unknown consequence, review or field, or a
            number that makes no sense: a rule that is half understood would be applied wrongly.
    """
    body = bytes(signed.policy)
    if not sealing.check(platform_key, _POLICY_CONTEXT + body, signed.signature):
        raise RuleBroken("policy.signature")
    try:
        policy = msgspec.json.decode(body, type=HallPolicy)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise RuleBroken("policy.unreadable") from None
    if policy.version < 1 or min(policy.deferral_most_materials, policy.reprints_most, policy.rating_days) < 0:
        raise RuleBroken("policy.unreadable")
    return policy


def _derive(cost: WrappedKey, salt: bytes, secret: str) -> bytes:
    return Scrypt(salt=salt, length=_KEY_BYTES, n=cost.n, r=cost.r, p=cost.p).derive(secret.encode())


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
