"""What IT gets for a hall: the SQL and the settings on a real cluster, a nightly backup, and units without a secret."""

from __future__ import annotations

import configparser
import contextlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from counter.cli.arguments import HALL_ACTIONS, parser
from counter.hall import backup, restore
from counter.hall.database import Database
from counter.hall.hall import Hall, utc_now
from tests.hall import databases
from tests.hall.cluster import Cluster, cluster
from tests.hall.window import ROOT

INSTALLER = ROOT / "installer" / "hall"
ROLE, DATABASE = "window-counter-hall", "window_counter_hall"


@pytest.fixture(scope="module")
def made() -> Iterator[Cluster]:
    """A cluster with the settings and the database that docs/hall.md tells IT to make."""
    with cluster(durable=True, settings=(INSTALLER / "postgresql.conf").read_text("utf-8")) as running:
        command = ["psql", "-X", "-q", "-h", str(running.folder), "-U", running.account, "-d", "postgres"]
        command += ["-v", f"role={ROLE}", "-v", f"database={DATABASE}", "-f", str(INSTALLER / "create-database.sql")]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert (done.returncode, done.stderr) == (0, "")
        yield running


def url(made: Cluster) -> str:
    return f"postgresql+psycopg://{ROLE}@/{DATABASE}?host={made.folder}"


def test_the_database_that_it_makes_is_one_for_a_hall_and_is_restored_by_its_own_role(
    made: Cluster, tmp_path: Path
) -> None:
    """The role is no superuser; whoever else may log in gets nothing of it."""
    with contextlib.closing(Hall(url(made), tmp_path / "hall", practice=False)) as hall:
        before = hall.generation
    file = tmp_path / "b.tar"
    backup.make(url(made), tmp_path / "hall", file, scans=None, now=utc_now())
    done = restore.restore(url(made), tmp_path / "hall", file, scans=None, now=utc_now())
    with contextlib.closing(Hall(url(made), tmp_path / "hall", practice=None)) as hall:
        assert hall.generation == done.generation != before
        with hall.database.read() as connection:
            assert connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")) is False
            assert connection.scalar(
                text("SELECT has_database_privilege('public', current_database(), 'CONNECT')")
            ) is (False)


def test_the_settings_are_taken_and_keep_what_was_settled(made: Cluster) -> None:
    database = Database(url(made))
    with database.read() as connection:
        found = {
            name: connection.scalar(text(f"SHOW {name}"))
            for name in ("fsync", "full_page_writes", "synchronous_commit", "log_statement", "log_error_verbosity")
        }
    database.close()
    assert found == {
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "log_statement": "none",
        "log_error_verbosity": "terse",
    }


def test_postgresql_writes_no_name_of_a_person_into_its_log(made: Cluster) -> None:
    """Also not when a statement is wrong and its row would be told."""
    database = Database(url(made))
    insert = text("INSERT INTO clerks (clerk_no, name) VALUES ('0001', :name)")
    with contextlib.suppress(Exception), database.write() as connection:
        connection.execute(insert, {"name": "欧阳一鸣的名字"})
    database.close()
    log = (made.folder / "log").read_text("utf-8", errors="replace")
    assert "violates not-null constraint" in log
    assert "欧阳一鸣" not in log


def test_the_nightly_backup_keeps_the_newest_and_takes_the_old_ones_away(tmp_path: Path) -> None:
    Hall(databases.sqlite_url(tmp_path / "hall"), tmp_path / "hall", practice=True).close()
    kept = tmp_path / "backups"
    kept.mkdir()
    old, young = kept / "hall-20200101T000000Z.tar", kept / "hall-20260101T000000Z.tar"
    for path, age_days in ((old, 40), (young, 2)):
        path.touch()
        at = utc_now().timestamp() - age_days * 86_400
        os.utime(path, (at, at))
    command = tmp_path / "hall-command"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} {ROOT}/main.py --home {tmp_path} hall "$@"\n')
    command.chmod(0o755)
    environment = os.environ | {"BACKUP_DIR": str(kept), "HALL_COMMAND": str(command)}
    subprocess.run(
        ["/bin/sh", str(INSTALLER / "backup.sh")], check=True, env=environment, timeout=120, capture_output=True
    )
    found = sorted(kept.glob("hall-*.tar"))
    assert len(found) == 2
    assert young in found
    assert old not in found
    shutil.rmtree(kept)


@pytest.mark.parametrize("unit", sorted(path.name for path in INSTALLER.glob("*.service")))
def test_a_unit_names_no_secret_and_only_commands_that_there_are(unit: str) -> None:
    text_of = (INSTALLER / unit).read_text("utf-8")
    started = re.findall(r"^ExecStart=(.+)$", text_of, re.MULTILINE)
    assert len(started) == 1
    words = started[0].split()
    assert not any("postgresql" in word or "password" in word.lower() for word in words)
    assert words[0].startswith("/usr/")
    if words[0].endswith("/window-counter-hall"):
        assert words[1] in HALL_ACTIONS
    for needed in ("NoNewPrivileges=yes", "ProtectSystem=strict", "User=window-counter-hall"):
        assert needed in text_of


def test_the_administrators_command_takes_the_settings_as_systemd_reads_them(tmp_path: Path) -> None:
    """Spaces without quotes, signs that a shell would act on, nothing that is carried out."""
    commands = {"id": "echo 0", "setpriv": "exec env -0"}
    for name, does in commands.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)
    settings = tmp_path / "hall.env"
    url = "postgresql+psycopg://db.example/hall?sslmode=verify-full&connect_timeout=5"
    shipped = (INSTALLER / "hall.env").read_text("utf-8").replace("postgresql+psycopg:///", f"{url}#")
    settings.write_text(f'{shipped}SPACED="a  \'b"\nHARMLESS=$(touch {tmp_path}/evil) `x` ;')
    command = (INSTALLER / "window-counter-hall.sh").read_text("utf-8")
    script = command.replace("/etc/window-counter-hall/hall.env", str(settings))
    assert script != command
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    done = subprocess.run(
        ["/bin/sh", "-c", script, "hall", "health"], check=True, capture_output=True, text=True, env=environment
    )
    assert done.stderr == ""
    found = dict(row.split("=", 1) for row in done.stdout.split("\0") if row)
    assert found["WINDOW_COUNTER_HALL_DATABASE"].startswith(f"{url}#")
    assert found["HALL_OPTIONS"] == "--no-practice --host 127.0.0.1 --port 8470 --workers 2"
    assert (found["SPACED"], found["HARMLESS"]) == ("a  'b", f"$(touch {tmp_path}/evil) `x` ;")
    assert not (tmp_path / "evil").exists()


def test_the_options_of_the_environment_file_are_understood() -> None:
    lines = [line for line in (INSTALLER / "hall.env").read_text("utf-8").splitlines() if line[:1].isupper()]
    read = configparser.ConfigParser(interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their case
    read.read_string("[env]\n" + "\n".join(lines))
    said = parser().parse_args(["hall", "run", *read["env"]["HALL_OPTIONS"].split()])
    assert (said.practice, said.host, said.workers) == (False, "127.0.0.1", 2)
    assert read["env"]["WINDOW_COUNTER_HALL_DATABASE"].startswith("postgresql+psycopg:///")
