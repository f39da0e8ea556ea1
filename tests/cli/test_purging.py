"""``purge`` from the command line, at a real hall whose time goes on."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from counter.domain.item import ServiceItem
from counter.domain.workdays import HolidayTable
from counter.hall.departments import Order, Verb
from counter.hall.enrolment import Place
from counter.hall.hall import Hall
from counter.hall.staff import Clerk
from main import main
from tests.conftest import SUPERVISOR, filled
from tests.faults.support import promised_item
from tests.hall.window import PASSWORD, serving
from tests.settings.layers import put


class Counter:
    """The command line on a home of its own, at a hall that can be taken days ahead."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.ahead = dt.timedelta(0)
        self.policy = folder / "policies"
        self.set()

    def now(self) -> dt.datetime:
        """The hall's time, which the counter follows."""
        return dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC) + self.ahead

    def set(self, **values: object) -> None:
        """IT's policy."""
        put(self.policy, "managed/it.json", {"key_file": str(self.folder / "key"), **values})

    def run(self, *words: str) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        code = main(["--home", str(self.folder / "home"), "--policy", str(self.policy), *words])
        told = self._capsys.readouterr()
        return code, told.out, told.err


@pytest.fixture
def counter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Counter:
    """A counter's machine."""
    return Counter(tmp_path, capsys)


@pytest.fixture
def hall(tmp_path: Path, counter: Counter, items: tuple[ServiceItem, ...], holidays: HolidayTable) -> Iterator[Hall]:
    """A real hall at the counter's time."""
    opened = Hall(f"sqlite:///{tmp_path / 'hall.sqlite'}", tmp_path / "hall", practice=True, now=counter.now)
    with contextlib.closing(opened):
        opened.load_catalogue(items, holidays)
        opened.put_clerk(Clerk(clerk_no=SUPERVISOR.clerk_no, name=SUPERVISOR.name, roles=SUPERVISOR.roles), PASSWORD)
        yield opened


def _entry(item: ServiceItem) -> dict[str, object]:
    whole = filled(item)
    materials = [{"code": each.code, "how_got": "original", "copies": each.copies} for each in whole.materials]
    return {
        "decision": "accepted", "item_code": item.code, "applicant": msgspec.to_builtins(whole.applicant),
        "materials": materials, "form": whole.form, "situations": whole.situations,
    }  # fmt: skip


def test_a_case_is_purged_by_hand_when_its_days_are_over_and_what_stays_is_counted(
    counter: Counter, hall: Hall, items: tuple[ServiceItem, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Off, too early, done, nothing more to do; verify says ok throughout."""
    item = promised_item(items)
    file = counter.folder / "case.json"
    file.write_text(json.dumps([_entry(item)]))
    with serving(hall) as served:
        url = f"http://127.0.0.1:{served.port}"
        assert counter.run("enrol", hall.new_enrolment_code(Place()), "--platform", url)[0] == 0
        number = json.loads(counter.run("intake", str(file))[1])["number"]
        assert counter.run("print", number, "--to", str(counter.folder / "papers"))[0] == 0
        assert counter.run("sync", "--until-empty")[0] == 0
        counter.ahead = dt.timedelta(hours=1)
        hall.act(Order(act=Verb.GRANT, case_no=number))
        assert counter.run("sync", "--until-empty")[0] == 0
        assert counter.run("purge")[::2] == (1, "purge.off\n")
        counter.set(retention_days=6)
        assert counter.run("purge")[0] == 1
        counter.set(retention_days=7)
        code, out, _ = counter.run("purge")
        assert (code, json.loads(out)["cases"], json.loads(out)["kept"]) == (0, 0, {"recent": 1})
        counter.ahead = dt.timedelta(days=8)
        assert counter.run("sync", "--until-empty")[0] == 0
        code, out, _ = counter.run("purge")
        assert (code, json.loads(out)["kept"]) == (0, {"result_here": 1})
        handed = counter.folder / "handed.json"
        handed.write_text(json.dumps({"collector": {"person": _person(item)}}))
        code, out, err = counter.run("handout", number, str(handed))
        assert code == 0, err
        for paper in json.loads(out)["papers"]:
            assert counter.run("print", paper["number"], "--to", str(counter.folder / "papers"))[0] == 0
        assert counter.run("sync", "--until-empty")[0] == 0
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
        code, out, err = counter.run("close-day", "--second", SUPERVISOR.clerk_no)
        assert code == 0, err
        assert counter.run("sync", "--until-empty")[0] == 0
        counter.ahead = dt.timedelta(days=17)
        assert counter.run("sync", "--until-empty")[0] == 0
        code, out, _ = counter.run("purge")
        assert (code, json.loads(out)) == (
            0, {"days": 7, "cases": 1, "lines": 6, "kept": {}, "missing_there": 0, "trouble": ""},
        )  # fmt: skip
        assert counter.run("verify")[:2] == (0, "ok\n")
        code, out, _ = counter.run("cases")
        assert (code, number in out, "欧" in out) == (0, True, False)
        assert json.loads(counter.run("purge")[1])["cases"] == 0
    code, out, err = counter.run("purge")
    assert (code, json.loads(out)["cases"], err.startswith("platform.")) == (1, 0, True)


def _person(item: ServiceItem) -> dict[str, object]:
    applicant = filled(item).applicant
    return {"name": applicant.name, "id_document": applicant.id_document.value, "id_number": applicant.id_number}
