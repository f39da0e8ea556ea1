"""Who sits at the window, and which window it is."""

from __future__ import annotations

import datetime as dt
import enum

from counter.domain.base import Value
from counter.domain.ids import InstallId


class Role(enum.StrEnum):
    """What a person may do; the platform is the judge, the client mirrors (trust.md §4)."""

    CLERK = "clerk"  # 窗口人员
    SUPERVISOR = "supervisor"  # 首席代表/值班长
    IT = "it"  # 运维


class Actor(Value):
    """The person who does a deed."""

    clerk_no: str
    name: str
    roles: tuple[Role, ...]

    def may(self, role: Role) -> bool:
        """Whether the person holds that role."""
        return role in self.roles


class WrappedKey(Value):
    """A supervisor's Ed25519 private key, enclosed under his own secret: scrypt (RFC 7914), then AES-256-GCM.

    All bytes are base64; ``n``, ``r``, ``p`` are scrypt's cost, so that an older key can still be opened.
    """

    salt: str
    n: int
    r: int
    p: int
    nonce: str
    sealed: str


class SupervisorCard(Value):
    """A supervisor as every window of the hall knows him, so that he can approve there without the network."""

    clerk_no: str
    name: str
    public_key: str  # base64, Ed25519
    key: WrappedKey


class Session(Value):
    """A signed-in person; offline until ``offline_until`` without seeing the platform again.

    ``token`` proves to the platform who asks; it is in memory only, and empty for who signed in without the platform.
    """

    actor: Actor
    signed_in_at: dt.datetime
    offline_until: dt.datetime
    online: bool
    token: str = ""


class Window(Value):
    """窗口: where this installation stands, as the platform said at enrolment."""

    install: InstallId
    region: str  # six digits
    region_name: str
    hall: str
    hall_name: str
    window: str
    practice: bool
    progress_url: str  # the QR's fixed beginning
