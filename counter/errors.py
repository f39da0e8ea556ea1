"""Errors by what the person can do next.

    CounterError
    ├── RuleBroken      correct the field (a rule of the trade or of the form says no)
    ├── DeviceTrouble   look at the device
    ├── Unreachable     nothing; the work is kept and will be sent
    ├── SignInNeeded    sign in again; the work is kept
    ├── Refused         the platform said no; a person decides
    └── StoreTrouble    stop, call support; nothing is thrown away

Every error has a stable ``code`` ("identity.check_digit"); ``ui/wording.py`` holds the Chinese sentence of each code.
``params`` fill the sentence and must never hold personal data, because they may be logged.
"""

from __future__ import annotations


class CounterError(Exception):
    """Something that we expected could happen, told apart by what the person can do next.

    Args:
        code: stable, dotted, lower case; the key of the sentence the clerk reads.
        field: dotted path of the input it concerns ("applicant.id_no"), empty when it concerns the whole.
        params: values for the sentence; never personal data.
    """

    def __init__(self, code: str, *, field: str = "", **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.params = params

    def __str__(self) -> str:
        """One line for a log or a terminal: code, field and parameters, no personal data."""
        where = f" field={self.field}" if self.field else ""
        what = "".join(f" {name}={value}" for name, value in self.params.items())
        return f"{self.code}{where}{what}"


class RuleBroken(CounterError):
    """A rule says no; the person corrects the field and tries again."""


class DeviceTrouble(CounterError):
    """A device did not do its part; the person looks at it or works by hand."""


class Unreachable(CounterError):
    """The platform did not answer usefully; nothing is lost and nothing is to be done."""


class SignInNeeded(CounterError):
    """The session has ended or was never begun; the person signs in and goes on where he was."""


class Refused(CounterError):
    """The platform understood and said no; a person decides what happens to the case."""


class StoreTrouble(CounterError):
    """The local store cannot be trusted or opened; stop taking cases and call support."""
