"""Catalogue files: service items as a person keeps them, read all or nothing, every fault named with its line.

    {"$schema": "catalogue.schema.json",
     "departments": [{"department": …, "department_code": …, <what its items share>, "items": [{…}, …]}]}

What all items of a department share (hall, phones, remedies) stands once; an item may override it. The shape is
``resources/catalogue/catalogue.schema.json`` (JSON Schema draft 2020-12), the rules that a schema cannot say are in
``counter.domain.catalogue``.

Codes of faults: ``catalogue.too_large``, ``catalogue.encoding``, ``catalogue.json``, ``catalogue.duplicate_key``,
``catalogue.unclean_text``, those of ``_SCHEMA_CODES``, and those of ``counter.domain.catalogue``.
"""

from __future__ import annotations

import bisect
import difflib
import functools
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath
from typing import Any

import jsonschema
import msgspec

from counter.domain.base import Value
from counter.domain.catalogue import GB_SCHEME, IMPLEMENTING_LENGTH, Path, catalogue_faults, item_faults
from counter.domain.item import ServiceItem
from counter.domain.text import clean_line
from counter.errors import RuleBroken

SCHEMA_FILE = FilePath(__file__).resolve().parents[2] / "resources" / "catalogue" / "catalogue.schema.json"
MAX_SIZE_BYTES = 20 * 1024 * 1024

_SHOWN = 60  # characters of a wrong value in a message
_NOT_SHARED = ("items", "$comment")
_SCHEMA_CODES = {
    "required": "catalogue.missing_key",
    "additionalProperties": "catalogue.unknown_key",
    "type": "catalogue.wrong_type",
    "enum": "catalogue.not_allowed",
    "pattern": "catalogue.pattern",
    "minLength": "catalogue.too_short",
    "minItems": "catalogue.too_few",
    "maxLength": "catalogue.too_long",
    "maxItems": "catalogue.too_many",
    "minimum": "catalogue.too_small",
    "maximum": "catalogue.too_big",
    "uniqueItems": "catalogue.repeated",
}
_TOKEN = re.compile(r'[{}\[\],:]|"(?:[^"\\]|\\.)*"|[^\s{}\[\],:"]+')
_MSGSPEC_PLACE = re.compile(r" - at `\$(?P<path>[^`]*)`")


class Fault(Value):
    """One fault of a catalogue file; line and column count from 1, as editors do."""

    file: str
    line: int
    column: int
    path: str  # departments[0].items[3].materials[2].need
    code: str
    message: str

    def __str__(self) -> str:
        """One line, as compilers write it: file:line:column: code message (path)."""
        where = f" ({self.path})" if self.path else ""
        return f"{self.file}:{self.line}:{self.column}: {self.code} {self.message}{where}"


class CatalogueFaults(RuleBroken):
    """The catalogue was not read; nothing of it may be used until the faults are corrected."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        first = faults[0]
        super().__init__("catalogue.faults", count=len(faults), file=first.file, line=first.line)
        self.faults = faults


def read_catalogue(raw: bytes, *, name: str) -> tuple[ServiceItem, ...]:
    """The items of one catalogue file in the order of the file.

    Args:
        raw: UTF-8 JSON, with or without a byte order mark, at most ``MAX_SIZE_BYTES``.
        name: the file's name, for the faults.

    Raises:
        CatalogueFaults: ``catalogue.faults``, with every fault found, ordered by line.
    """
    return read_catalogue_files([(name, raw)])


def read_catalogue_files(files: Iterable[tuple[str, bytes]]) -> tuple[ServiceItem, ...]:
    """The items of several files as one catalogue, each file a pair of name and bytes.

    A code that stands in two files is a fault of the later one.

    Raises:
        CatalogueFaults: ``catalogue.faults``, with every fault of every file; no item is given then.
    """
    pages = [_Page(name, raw) for name, raw in files]
    found = [(page, entry) for page in pages for entry in page.entries]
    for index, fault in catalogue_faults([entry.item for _, entry in found]):
        page, entry = found[index]
        page.blame(entry.place_of(fault.path), fault.code, fault.message)
    faults = tuple(fault for page in pages for fault in page.faults())
    if faults:
        raise CatalogueFaults(faults)
    return tuple(entry.item for _, entry in found)


class _Entry(Value):
    """One item and where its parts stand in the file."""

    item: ServiceItem
    place: Path
    own: frozenset[str]  # keys that the item states itself; all others stand with the department

    def place_of(self, path: Path) -> Path:
        if path and path[0] in self.own:
            return (*self.place, *path)
        shared = "code" if path[:1] == ("implementing_code",) else str(path[0])
        return (*self.place, shared) if shared in self.own else (*self.place[:2], shared)


class _Page:
    """One file: its text, its entries, and what is wrong with it."""

    def __init__(self, name: str, raw: bytes) -> None:
        self.name = name
        self.entries: list[_Entry] = []
        self._text = ""
        self._found: dict[tuple[Path, int, str, str], None] = {}  # ordered and without repetition
        self._read(raw)

    def blame(self, path: Path, code: str, message: str) -> None:
        """The fault will be told, at the place of the path."""
        self._found.setdefault((path, -1, code, message))

    def faults(self) -> list[Fault]:
        """All faults of this file, by line and column."""
        if not self._found:
            return []
        places = _places(self._text)[0] if any(offset < 0 for _, offset, _, _ in self._found) else {}
        starts = [0, *(found.end() for found in re.finditer("\n", self._text))]
        told = []
        for path, known_offset, code, message in self._found:
            offset = _nearest(places, path) if known_offset < 0 else known_offset
            line = bisect.bisect_right(starts, offset)
            column = offset - starts[line - 1] + 1
            told.append(Fault(file=self.name, line=line, column=column, path=_dotted(path), code=code, message=message))
        return sorted(told, key=lambda fault: (fault.line, fault.column, fault.code))

    def _at(self, offset: int, code: str, message: str, path: Path = ()) -> None:
        self._found.setdefault((path, offset, code, message))

    def _read(self, raw: bytes) -> None:
        if len(raw) > MAX_SIZE_BYTES:
            self._at(0, "catalogue.too_large", f"{len(raw)} bytes; at most {MAX_SIZE_BYTES}")
            return
        try:
            self._text = raw.decode("utf-8-sig")
            document, doubled = _parse(self._text)
        except UnicodeDecodeError as error:
            self._text = error.object[: error.start].decode("utf-8-sig", "replace")
            self._at(len(self._text), "catalogue.encoding", "the file is not UTF-8")
        except json.JSONDecodeError as error:
            self._at(error.pos, "catalogue.json", error.msg)
        except RecursionError:
            self._at(0, "catalogue.json", "nested too deeply")
        except ValueError:  # thousands of digits, which Python does not convert
            self._at(0, "catalogue.json", "a number is too long")
        else:
            self._judge(document, doubled)

    def _judge(self, document: Any, doubled: bool) -> None:
        """Faults of the keys, the texts, the schema and the domain are noted; good items become entries."""
        if doubled:
            for path, offset in _places(self._text)[1]:
                self._at(offset, "catalogue.duplicate_key", "this key stands twice in the same object", path)
        for path, message in _unclean_texts(document):
            self.blame(path, "catalogue.unclean_text", message)
        wrong = set()
        for path, code, message in _schema_faults(document):
            wrong.add(path)
            self.blame(path, code, message)
        for entry in self._convert(document):
            self.entries.append(entry)
            for fault in item_faults(entry.item):
                place = entry.place_of(fault.path)
                if place not in wrong:
                    self.blame(place, fault.code, fault.message)

    def _convert(self, document: Any) -> Iterator[_Entry]:
        """Every item that has the types of a ServiceItem, so that one wrong item does not hide another's faults."""
        broken = bool(self._found)
        departments = document.get("departments") if isinstance(document, dict) else None
        for number, department in enumerate(departments if isinstance(departments, list) else ()):
            items = department.get("items") if isinstance(department, dict) else None
            for index, own in enumerate(items if isinstance(items, list) else ()):
                if not isinstance(own, dict):
                    continue
                place: Path = ("departments", number, "items", index)
                shared = {key: value for key, value in department.items() if key not in _NOT_SHARED}
                merged = shared | {key: value for key, value in own.items() if key != "$comment"}
                if merged.get("code_scheme", GB_SCHEME) == GB_SCHEME and isinstance(merged.get("code"), str):
                    merged.setdefault("implementing_code", merged["code"][:IMPLEMENTING_LENGTH])
                try:
                    item = msgspec.convert(merged, ServiceItem)
                except msgspec.ValidationError as error:
                    if not broken:  # the schema let it pass; it must not pass in silence
                        self.blame((*place, *_msgspec_path(str(error))), "catalogue.wrong_type", str(error)[:_SHOWN])
                    continue
                yield _Entry(item=item, place=place, own=frozenset(own))


def _parse(text: str) -> tuple[Any, bool]:
    """The JSON value, and whether any object has a key twice.

    Raises:
        json.JSONDecodeError: the text is not JSON (NaN and Infinity are not).
        RecursionError: nested too deeply.
        ValueError: a number of more digits than Python converts.
    """
    doubled = False

    def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal doubled
        built = dict(pairs)
        doubled = doubled or len(built) < len(pairs)
        return built

    def refuse(word: str) -> None:
        offset = next(token.start() for token in _TOKEN.finditer(text) if token.group() == word)
        raise json.JSONDecodeError(f"{word} is not JSON", text, offset)

    return json.loads(text, object_pairs_hook=build, parse_constant=refuse), doubled


def _places(text: str) -> tuple[dict[Path, int], list[tuple[Path, int]]]:
    """Offsets of every member (its key) and element in well-formed JSON, and each key that is there again.

    Of a repeated key the last place counts, as it is the last value that counts.
    """
    places: dict[Path, int] = {}
    doubled: list[tuple[Path, int]] = []
    stack: list[str | int | None] = []  # the key or index we are at; None: an object waits for a key
    seen: list[set[str]] = []  # keys of each open object
    for token in _TOKEN.finditer(text):
        word, offset = token.group(), token.start()
        if word == ":":
            continue
        if word == ",":
            stack[-1] = stack[-1] + 1 if isinstance(stack[-1], int) else None
        elif word in ("}", "]"):
            stack.pop()
            seen.pop()
        elif stack and stack[-1] is None:
            key = json.loads(word)
            stack[-1] = key
            path = _path_of(stack)
            if key in seen[-1]:
                doubled.append((path, offset))
            seen[-1].add(key)
            places[path] = offset
        else:
            if not stack or isinstance(stack[-1], int):
                places[_path_of(stack)] = offset
            if word in ("{", "["):
                stack.append(None if word == "{" else 0)
                seen.append(set())
    return places, doubled


def _path_of(stack: list[str | int | None]) -> Path:
    return tuple(step for step in stack if step is not None)


def _nearest(places: dict[Path, int], path: Path) -> int:
    """The offset of the path, or of the innermost thing around it that the file has."""
    while path not in places and path:
        path = path[:-1]
    return places.get(path, 0)


def _dotted(path: Path) -> str:
    text = ""
    for step in path:
        name = step if isinstance(step, int) or step.isidentifier() else repr(step)
        text += f"[{name}]" if isinstance(step, int) else f".{name}"
    return text.removeprefix(".")


def _unclean_texts(document: Any) -> Iterator[tuple[Path, str]]:
    """Path and reason of texts that would not stand on a screen or a paper as they are."""
    waiting: list[tuple[Path, Any]] = [((), document)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(((*path, key), inner) for key, inner in value.items())
        elif isinstance(value, list):
            waiting.extend(((*path, index), inner) for index, inner in enumerate(value))
        elif isinstance(value, str):
            try:
                if clean_line(value, field="", max_length=len(value) * 4, required=False) != value:
                    yield path, "spaces around it, or not in Unicode normal form C"
            except RuleBroken as broken:
                yield path, f"a character that nobody can see, {broken.params.get('code_point', '')}"


@functools.cache
def _validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_bytes()))


def _schema_faults(document: Any) -> Iterator[tuple[Path, str, str]]:
    """Path, code and message of every place where the document is not of the schema."""
    for error in _validator().iter_errors(document):
        path: Path = tuple(error.absolute_path)
        name = str(error.validator)
        code = _SCHEMA_CODES.get(name, "catalogue.schema")
        if name == "additionalProperties":
            known = sorted(error.schema["properties"])
            for key in (key for key in error.instance if key not in known):
                near = difflib.get_close_matches(key, known, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                yield (*path, key), code, f"unknown key {key[:_SHOWN]!r}{hint}"
        elif name == "required":
            missing = [key for key in error.validator_value if key not in error.instance]
            for key in missing:  # jsonschema tells one error for each; the page keeps each once
                yield path, code, f"missing: {key}"
        else:
            yield path, code, _message(name, error)


def _message(name: str, error: jsonschema.ValidationError) -> str:
    """A few words of ours; jsonschema's own message repeats the whole value."""
    wanted: Any = error.validator_value
    rule: Any = error.schema
    shown = "" if isinstance(error.instance, dict | list) else repr(error.instance)[:_SHOWN]
    match name:
        case "type":
            return f"must be {wanted}" + (f", is {shown}" if shown else "")
        case "enum":
            return f"{shown} is none of {', '.join(wanted)}"
        case "pattern":
            return f"{rule.get('$comment', wanted)}; is {shown}"
        case "uniqueItems":
            return "the same value stands twice"
        case _:
            return f"{name}: {wanted}"


def _msgspec_path(text: str) -> Path:
    """The path that msgspec names in its message: `$.materials[2].need`."""
    found = _MSGSPEC_PLACE.search(text)
    steps = re.findall(r"\.([^.\[]+)|\[([0-9]+)\]", found["path"]) if found else []
    return tuple(name or int(index) for name, index in steps)
