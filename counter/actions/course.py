"""办理过程: every deed on a case after it was taken in, at this window or another of the hall (``domain.course``).

owed     supplement, tell_again, extend_owed          ``supplements``
clock    hang, resume, extend, deem_accepted          ``clock_deeds``
ends     lapse, withdraw, revoke, void                ``endings``
papers   amend                                        ``amending``
"""

from __future__ import annotations

from counter.actions.amending import amend, cleaned
from counter.actions.clock_deeds import SILENCE, clock_of, deem_accepted, extend, hang, resume
from counter.actions.endings import lapse, revoke, void, withdraw
from counter.actions.supplements import WAYS, extend_owed, supplement, tell_again

__all__ = [
    "SILENCE",
    "WAYS",
    "amend",
    "cleaned",
    "clock_of",
    "deem_accepted",
    "extend",
    "extend_owed",
    "hang",
    "lapse",
    "resume",
    "revoke",
    "supplement",
    "tell_again",
    "void",
    "withdraw",
]
