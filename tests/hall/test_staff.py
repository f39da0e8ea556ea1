"""Signing in: the token, its key, and what does not open."""

from __future__ import annotations

import base64
import datetime as dt

import jwt
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from counter.domain.staff import Role
from counter.hall.hall import utc_now
from counter.hall.staff import Clerk, Jwks, Provider
from counter.wire.messages import SignInAnswer, SignInRequest
from tests.hall.window import PASSWORD, Counter, Reply

pytestmark = pytest.mark.usefixtures("clerks")


def sign_in(counter: Counter, username: str, password: str = PASSWORD) -> Reply:
    request = SignInRequest(username=username, password=password)
    return counter.call("POST", "/v1/sign-in", msgspec.json.encode(request))


def test_a_token_names_the_person_for_this_installation(counter: Counter) -> None:
    token = sign_in(counter, "0009").read(SignInAnswer).id_token
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(counter.enrolled.platform_key))
    claims = jwt.decode(token, key, algorithms=["EdDSA"], audience=counter.install)
    assert (claims["sub"], claims["name"], claims["roles"]) == ("0009", "陈静", ["clerk", "supervisor"])
    assert claims["exp"] - claims["iat"] == 10 * 3600
    assert claims["offline_until"] - claims["iat"] == 7 * 86400


def test_the_provider_shows_the_key_that_signs(counter: Counter) -> None:
    provider = counter.served.call("GET", "/.well-known/openid-configuration").read(Provider)
    assert provider.jwks_uri == f"http://127.0.0.1:{counter.served.port}/oidc/jwks"
    (key,) = counter.served.call("GET", "/oidc/jwks").read(Jwks).keys
    token = sign_in(counter, "0001").read(SignInAnswer).id_token
    assert jwt.get_unverified_header(token)["kid"] == key.kid
    public = jwt.PyJWK(msgspec.to_builtins(key))
    claims = jwt.decode(token, public, audience=counter.install, issuer=provider.issuer)
    assert claims["sub"] == "0001"


def test_a_wrong_password_and_an_unknown_name_look_the_same(counter: Counter) -> None:
    wrong, unknown = sign_in(counter, "0001", "no"), sign_in(counter, "9999")
    assert (wrong.status, wrong.body) == (unknown.status, unknown.body)
    assert wrong.fault().code == "sign_in.wrong"


def test_a_disabled_person_is_told_so_only_with_the_right_password(counter: Counter) -> None:
    counter.served.hall.put_clerk(Clerk(clerk_no="0003", name="赵停用", roles=(Role.CLERK,), disabled=True), PASSWORD)
    assert sign_in(counter, "0003").fault().code == "sign_in.disabled"
    assert sign_in(counter, "0003", "no").fault().code == "sign_in.wrong"


def test_five_wrong_tries_make_a_pause_of_a_minute(counter: Counter) -> None:
    for _ in range(5):
        assert sign_in(counter, "0001", "no").status == 400
    paused = sign_in(counter, "0001")
    assert (paused.status, paused.fault().code) == (429, "sign_in.pause")
    assert 1 <= int(paused.headers["retry-after"]) <= 60
    counter.served.hall.now = lambda: utc_now() + dt.timedelta(seconds=61)
    assert sign_in(counter, "0001").status == 200
    assert sign_in(counter, "0001", "no").status == 400
