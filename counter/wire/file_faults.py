"""What is wrong with a file of another program, told without a word of what stands in it: it may be personal."""

from __future__ import annotations

import re

import jsonschema

from counter.errors import RuleBroken

_KEY = re.compile(r"[A-Za-z0-9_.]{1,40}")


def fault_of(found: object, validator: jsonschema.Draft202012Validator) -> RuleBroken | None:
    """The deepest fault of the form as ``intake.schema`` (field, rule), or None when there is none."""
    fault = jsonschema.exceptions.best_match(validator.iter_errors(found))
    if fault is None:
        return None
    path = ".".join(_place(part) for part in fault.absolute_path)
    return RuleBroken("intake.schema", field=path[:120], rule=str(fault.validator))


def _place(part: str | int) -> str:
    """A step of a path; a key that is not of our form is not repeated, because it may be somebody's name."""
    return str(part) if isinstance(part, int) or _KEY.fullmatch(part) else "?"
