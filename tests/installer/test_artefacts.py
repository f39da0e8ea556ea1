"""What lies beside a package: what it is made of, under which licences, and whose build it is."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from installer.build import artefacts, sbom, signing
from installer.build.targets import TARGETS
from tests.installer.trees import RELEASE, tiny_tree


def test_the_bill_names_what_is_in_the_tree_with_licences(tmp_path: Path) -> None:
    tree = tiny_tree(tmp_path)
    sbom.write_bill(tree, TARGETS["linux-amd64"], RELEASE)
    bill = json.loads((tree / sbom.BILL).read_text(encoding="utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["version"] == RELEASE.version
    found = {each["purl"]: each["licenses"][0]["license"]["name"] for each in bill["components"]}
    assert found == {
        "pkg:deb/debian/libc6@2.41-12?arch=amd64&distro=trixie": "LGPL-2.1",
        "pkg:generic/NotoSansSC-Regular.ttf@1": "OFL-1.1",
        "pkg:pypi/pleasant-paper@1.2": "BSD-3-Clause",
    }
    assert "Pleasant_Paper 1.2: BSD-3-Clause\n" in (tree / sbom.LICENCES).read_text(encoding="utf-8")


def test_the_same_tree_has_the_same_bill(tmp_path: Path) -> None:
    bills = []
    for name in ("one", "other"):
        tree = tiny_tree(tmp_path / name)
        sbom.write_bill(tree, TARGETS["linux-arm64"], RELEASE)
        bills.append((tree / sbom.BILL).read_bytes())
    assert bills[0] == bills[1]


def test_every_artefact_is_in_the_signed_list_and_a_changed_list_is_not_signed(tmp_path: Path) -> None:
    (tmp_path / "window-counter_9.8.7_amd64.deb").write_bytes(b"package")
    artefacts.sign(tmp_path)
    sums = (tmp_path / artefacts.SUMS).read_bytes()
    assert sums.decode().split() == [hashlib.sha256(b"package").hexdigest(), "window-counter_9.8.7_amd64.deb"]
    public = load_pem_public_key((tmp_path / signing.PUBLIC_KEY).read_bytes())
    assert isinstance(public, Ed25519PublicKey)
    signature = (tmp_path / f"{artefacts.SUMS}.sig").read_bytes()
    public.verify(signature, sums)
    with pytest.raises(InvalidSignature):
        public.verify(signature, sums.replace(b"9.8.7", b"9.8.8"))


def test_the_private_key_is_readable_by_its_owner_only_and_in_no_list(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    artefacts.sign(tmp_path)
    key = tmp_path / "test-key/key.pem"
    assert key.stat().st_mode & 0o077 == 0
    assert "key.pem" not in (tmp_path / artefacts.SUMS).read_text()
