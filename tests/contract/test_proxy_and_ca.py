"""faults.md F25: a private CA and a proxy lead to the platform; all else sends nothing and is told by its cause."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.errors import Unreachable
from counter.platform_api.http import fetch_export
from counter.platform_api.transport import Patience, Transport
from tests.contract.raw_server import json_answer
from tests.contract.tls_platform import NAME, Proxy, TlsServer, private_ca

SOON = Patience(connect_s=2.0, idle_s=2.0, whole_s=5.0)


@pytest.fixture(scope="module")
def pems(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The CA and the platform's certificate."""
    return private_ca(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def platform(pems: tuple[Path, Path]) -> Iterator[TlsServer]:
    """A platform whose certificate comes from the private CA."""
    with contextlib.closing(TlsServer(pems[1])) as server:
        server.says(json_answer("200 OK", b'"here"'))
        yield server


def _ask(url: str, *, ca: Path | str = "", proxy: str = "none") -> str:
    way = Transport(url, ca_bundle=str(ca), proxy=proxy, patience=SOON)
    return way.ask("GET", "/v1/x", str, headers={})


def _code(url: str, *, ca: Path | str = "", proxy: str = "none") -> str:
    with pytest.raises(Unreachable) as caught:
        _ask(url, ca=ca, proxy=proxy)
    return caught.value.code


def test_a_platform_of_the_private_ca_is_trusted_with_it_and_only_with_it(
    platform: TlsServer, pems: tuple[Path, Path], tmp_path: Path
) -> None:
    """Without it, or with a stranger's, not one byte of a request is sent."""
    url = f"https://localhost:{platform.port}"
    assert _ask(url, ca=pems[0]) == "here"
    seen = len(platform.requests)
    stranger, _ = private_ca(tmp_path)
    assert _code(url, ca=stranger) == "platform.tls"
    assert _code(url) == "platform.tls"
    assert len(platform.requests) == seen
    assert platform.refused(2)


def test_a_certificate_that_is_not_valid_yet_says_that_the_clock_is_wrong(tmp_path: Path) -> None:
    """faults.md F22."""
    ca, own = private_ca(tmp_path, begins=dt.datetime.now(dt.UTC) + dt.timedelta(days=30))
    with contextlib.closing(TlsServer(own)) as server:
        assert _code(f"https://localhost:{server.port}", ca=ca) == "platform.clock"


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_ca_file_that_cannot_be_read_is_told_and_the_systems_store_is_not_taken_instead(
    platform: TlsServer, tmp_path: Path, content: bytes | None
) -> None:
    """IT wanted this CA and no other."""
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    assert _code(f"https://localhost:{platform.port}", ca=path) == "platform.ca_unreadable"


def test_through_the_proxy_a_name_is_reached_that_only_the_proxy_knows(
    platform: TlsServer, pems: tuple[Path, Path]
) -> None:
    """TLS goes through to the platform, with the private CA; the proxy sees a name and no request."""
    with contextlib.closing(Proxy(platform.port)) as proxy:
        assert _ask(f"https://{NAME}", ca=pems[0], proxy=proxy.url) == "here"
        assert [head.split(b"\r\n")[0] for head in proxy.requests] == [f"CONNECT {NAME}:443 HTTP/1.0".encode()]
        assert _code(f"https://{NAME}", proxy=proxy.url) == "platform.tls"
    assert _code(f"https://{NAME}", ca=pems[0]) == "platform.away"


def test_a_proxy_that_wants_a_password_gets_none_and_is_told_apart_from_one_that_is_away(
    platform: TlsServer, pems: tuple[Path, Path]
) -> None:
    """The clerk reads 网络需要登录; nothing reached the platform."""
    with contextlib.closing(Proxy(platform.port, wants_password=True)) as proxy:
        assert _code(f"https://{NAME}", ca=pems[0], proxy=proxy.url) == "platform.proxy_password"
        assert b"authorization" not in proxy.requests[0].lower()
        url = proxy.url
    assert _code(f"https://{NAME}", ca=pems[0], proxy=url) == "platform.proxy"
    assert platform.requests == []


def test_the_environments_proxy_counts_only_where_the_policy_says_so(
    platform: TlsServer, pems: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """trust.md A66; ``system`` is IT's word, with the system's own exceptions."""
    url = f"https://localhost:{platform.port}"
    with contextlib.closing(Proxy(platform.port)) as proxy:
        for name in ("https_proxy", "HTTPS_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nonexistent")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert _ask(url, ca=pems[0]) == "here"
        assert proxy.requests == []
        assert _ask(url, ca=pems[0], proxy="system") == "here"
        assert len(proxy.requests) == 1
        monkeypatch.setenv("no_proxy", "localhost")
        assert _ask(url, ca=pems[0], proxy="system") == "here"
        assert len(proxy.requests) == 1


def test_the_calls_of_the_platform_take_the_private_ca(platform: TlsServer, pems: tuple[Path, Path]) -> None:
    """Not only the transport by itself."""
    platform.says(json_answer("200 OK", b"{}"))
    with pytest.raises(Unreachable, match=r"platform\.strange_answer"):
        fetch_export(f"https://localhost:{platform.port}", ca_bundle=str(pems[0]))
