"""What whoever runs a hall does beside it, by the command line: health, backup, restore, people, places, TLS."""

from __future__ import annotations

import datetime as dt
import http.client
import ipaddress
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from counter.cli.arguments import parser
from counter.cli.hall import run
from counter.domain.item import ServiceItem
from counter.errors import RuleBroken
from counter.hall import backup
from counter.hall.enrolment import Place
from counter.hall.hall import Hall, utc_now
from counter.hall.health import health
from counter.hall.presence import new_worker, note
from counter.wire.bodies import Kind
from counter.wire.messages import SignInRequest
from tests.hall.databases import hall_url, postgresql_url, sqlite_url
from tests.hall.processes import command, running, trusting
from tests.hall.window import Counter, new_case, taken


def spoken(home: Path, database: str, *words: str) -> int:
    return run(parser().parse_args(["--home", str(home), "hall", *words, "--database", database]))


def checks(database: str, folder: Path, now: dt.datetime | None = None) -> dict[str, dict[str, Any]]:
    found = health(database, folder, now or utc_now())
    assert found["ok"] is all(check["ok"] for check in found["checks"].values())
    return dict(found["checks"])


def test_a_hall_in_order_says_so_and_what_it_saw(hall: Hall, tmp_path: Path) -> None:
    note(hall, new_worker(hall.now()))
    found = checks(hall_url(tmp_path), tmp_path)
    assert [name for name, check in found.items() if not check["ok"]] == []
    assert found["generation"]["generation"] == hall.generation
    assert found["migration"]["found"] == found["migration"]["program"]
    assert len(found["workers"]["there"]) == 1


def test_what_is_wrong_is_named(hall: Hall, tmp_path: Path) -> None:
    """No worker for a minute and a half, an open key, a database of another program, none at all."""
    note(hall, new_worker(hall.now()))
    url, later = hall_url(tmp_path), utc_now() + dt.timedelta(minutes=2)
    assert not checks(url, tmp_path, later)["workers"]["ok"]
    (tmp_path / "platform.key").chmod(0o644)
    (tmp_path / "admin.token").unlink()
    keys = checks(url, tmp_path)["keys"]
    assert (keys["readable_by_others"], keys["missing"]) == (["platform.key"], ["admin.token"])
    with hall.database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert checks(url, tmp_path)["migration"] == {
        "ok": False,
        "found": "9999",
        "program": checks(url, tmp_path)["migration"]["program"],
    }
    nowhere = checks(sqlite_url(tmp_path / "nowhere"), tmp_path)["database"]
    assert nowhere == {"ok": False, "code": "hall.database_missing"}
    assert not (tmp_path / "nowhere").exists()


def test_what_nobody_answers_is_told_when_it_is_old(counter: Counter, item: ServiceItem, tmp_path: Path) -> None:
    counter.push(counter.line(Kind.CASE_TAKEN, taken(counter, item, item_code="none"), case=new_case()))
    url = hall_url(tmp_path)
    fresh = checks(url, tmp_path)["unanswered"]
    assert (fresh["ok"], fresh["lines"], fresh["reviews"]) == (True, 1, 1)
    assert not checks(url, tmp_path, utc_now() + dt.timedelta(days=8))["unanswered"]["ok"]


def test_a_hall_in_earnest_needs_a_backup_of_every_day(tmp_path: Path) -> None:
    folder, url = tmp_path / "hall", sqlite_url(tmp_path)
    Hall(url, folder, practice=False).close()
    assert not checks(url, folder)["backup"]["ok"]
    backup.make(url, folder, tmp_path / "b.tar", scans=None, now=utc_now())
    assert checks(url, folder)["backup"]["ok"]
    assert not checks(url, folder, utc_now() + dt.timedelta(hours=27))["backup"]["ok"]


def test_health_is_an_exit_code_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home, url = tmp_path, sqlite_url(tmp_path / "hall")
    Hall(url, tmp_path / "hall", practice=True).close()
    assert spoken(home, url, "health", "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert [name for name, check in said["checks"].items() if not check["ok"]] == ["workers"]
    assert spoken(home, url, "health") == 1
    assert "FAIL workers" in capsys.readouterr().out


def test_a_backup_tells_what_it_holds_and_is_for_its_owner_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, url = tmp_path, sqlite_url(tmp_path / "hall")
    Hall(url, tmp_path / "hall", practice=True).close()
    file = tmp_path / "b.tar"
    assert spoken(home, url, "backup", "--to", str(file)) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["kind"], said["rows"]["lines"]) == ("sqlite", 0)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert spoken(home, url, "restore", str(file)) == 0
    capsys.readouterr()
    assert spoken(home, url, "restored") == 0
    assert json.loads(capsys.readouterr().out)["restores"] == 2
    for words in (["backup"], ["restore"]):
        with pytest.raises(RuleBroken, match=r"^backup\.file"):
            spoken(home, url, *words)


def test_a_damaged_database_is_moved_aside_and_the_backup_takes_its_place(tmp_path: Path) -> None:
    home, url = tmp_path, sqlite_url(tmp_path / "hall")
    hall = Hall(url, tmp_path / "hall", practice=True)
    hall.close()
    file = tmp_path / "b.tar"
    assert spoken(home, url, "backup", "--to", str(file)) == 0
    database = tmp_path / "hall" / "hall.sqlite"
    database.write_bytes(b"\x00ruined\xff" * 5000)
    assert spoken(home, url, "restore", str(file)) == 0
    (aside,) = (tmp_path / "hall").glob("hall.sqlite.before_*")
    assert aside.read_bytes() == b"\x00ruined\xff" * 5000
    again = Hall(url, tmp_path / "hall", practice=True)
    again.close()
    assert again.signing_key == hall.signing_key


def test_a_password_of_the_database_is_no_word_of_a_command(tmp_path: Path) -> None:
    """pg_dump gets it by its environment: what /proc shows of it is its own words only."""
    url = postgresql_url(tmp_path).replace("@/", ":s3cret-word@/")
    hall = Hall(url, tmp_path / "hall", practice=True)
    hall.close()
    shim = tmp_path / "bin" / "pg_dump"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/words\nexec /usr/bin/pg_dump "$@"\n')
    shim.chmod(0o755)
    done = command(tmp_path, url, "backup", "--to", str(tmp_path / "b.tar"), path=str(shim.parent))
    assert done.returncode == 0, done.stderr
    assert "s3cret-word" not in (tmp_path / "words").read_text() + done.stdout + done.stderr


def test_people_and_places_of_a_hall_in_earnest(tmp_path: Path) -> None:
    """Nothing of the practice hall is there: no invented people, no code by itself, no mood, no act over HTTP."""
    url = sqlite_url(tmp_path / "hall")
    with running(tmp_path, url, "--no-practice") as processes:
        assert set(processes.told) == {"url"}
        added = command(tmp_path, url, "clerk", "0101", "周岚", "--role", "supervisor", given="eight signs\n")
        assert (added.returncode, json.loads(added.stdout)["roles"]) == (0, ["clerk", "supervisor"])
        place = tmp_path / "place.json"
        place.write_text(json.dumps({"region": "420106", "hall": "03", "window": "05", "hall_name": "某区大厅"}))
        code = command(tmp_path, url, "code", "--place", str(place)).stdout.strip()
        hall = Hall(url, tmp_path / "hall", practice=None)
        counter = Counter(processes.served(hall), Place(), code=code)
        window = counter.enrolled.window
        assert (window.region, window.hall, window.window, window.practice) == ("420106", "03", "05", False)
        request = SignInRequest(username="0101", password="eight signs")
        assert counter.call("POST", "/v1/sign-in", msgspec.json.encode(request)).status == 200
        mood = counter.served.call("POST", "/v1/practice/mood", b'{"mood":"down"}')
        assert (mood.status, mood.fault().code) == (404, "call.unknown")
        hall.close()
    place.write_text('{"region": "四二"}')
    wrong = command(tmp_path, url, "code", "--place", str(place))
    assert (wrong.returncode, wrong.stderr.partition(" ")[0]) == (1, "hall.place")
    short = command(tmp_path, url, "clerk", "0102", "周岚", given="short\n")
    assert (short.returncode, short.stderr.strip()) == (1, "clerk.password field=password minimum=8")


def test_a_hall_speaks_tls_with_its_own_certificate(tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    url = hall_url(tmp_path / "hall")
    with running(tmp_path, url, "--tls-cert", str(cert), "--tls-key", str(key)) as processes:
        assert processes.told["url"].startswith("https://")
        asked = http.client.HTTPSConnection("127.0.0.1", processes.port, context=trusting(cert), timeout=30)
        asked.request("GET", "/v1/health")
        assert asked.getresponse().status == 200
        asked.close()


@pytest.mark.parametrize("fault", ["missing", "foreign", "nonsense"])
def test_a_certificate_that_does_not_fit_is_told_before_anything_is_opened(tmp_path: Path, fault: str) -> None:
    cert, key = certificate(tmp_path)
    if fault == "missing":
        key.unlink()
    elif fault == "foreign":
        other = tmp_path / "other"
        other.mkdir()
        key = certificate(other)[1]
    else:
        cert.write_text("-----BEGIN NONSENSE-----")
    with pytest.raises(RuleBroken, match=r"^hall\.tls"):
        spoken(tmp_path, sqlite_url(tmp_path), "run", "--tls-cert", str(cert), "--tls-key", str(key))
    assert not (tmp_path / "hall.sqlite").exists()


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that vouches for itself, and its key."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hall")])
    now = utc_now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(private, hashes.SHA256())
    )
    cert, key = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return cert, key
