"""登记: what makes a machine a window of a hall."""

from __future__ import annotations

from counter.domain.base import Value
from counter.domain.ids import InstallId
from counter.domain.staff import Window


class Enrolment(Value):
    """What enrolment gave; ``epoch`` is empty after a restore until the platform gives a new one."""

    window: Window
    epoch: str
    generation: str
    platform_key: str
    signing_key: str  # base64 Ed25519 private key of this installation; the database is encrypted
    platform_url: str

    @property
    def install(self) -> InstallId:
        """The platform's name of this installation."""
        return self.window.install
