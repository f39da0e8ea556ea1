"""The command line with an exported queue: a file alone is one that was opened; commands take it as their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.cli.arguments import ENDING, parse
from counter.wire import queue_file


@pytest.mark.parametrize(
    "words",
    [
        ["a.ycq"],
        ["/media/u/stick/01-12-20261128-1932.YCQ"],
        ["--home", "x", "a.ycq"],
        ["--home", "x", "--policy", "y", "a.ycq"],
        ["--home=x", "--policy", "y", "a.ycq"],
    ],
)
def test_a_file_alone_was_opened_by_a_double_click(words: list[str]) -> None:
    """As the desktop gives it; options of the policy may stand before it."""
    arguments = parse(words)
    assert arguments.command is None
    assert arguments.carried == Path(words[-1]).absolute()


def test_a_command_keeps_its_file(tmp_path: Path) -> None:
    send = parse(["--home", "x", "queue", "send", "--clerk", "1", "a.ycq"])
    assert (send.carried, send.file) == (None, Path("a.ycq"))
    assert parse(["hall", "take-queue", "a.ycq"]).words == ["a.ycq"]
    export = parse(["queue", "export", "--to", str(tmp_path)])
    assert (export.carried, export.to) == (None, tmp_path)
    assert parse([]).carried is None


@pytest.mark.parametrize("words", [["queue"], ["queue", "send", "a.ycq"], ["queue", "export"], ["a.zip"]])
def test_what_is_incomplete_is_told(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(words)
    assert "usage" in capsys.readouterr().err


def test_the_ending_is_the_files_own() -> None:
    """Named twice, so that a start need not load what reads it."""
    assert ENDING == queue_file.ENDING
