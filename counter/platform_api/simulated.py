"""The platform in memory: for tests, and for the simulator that runs the real sync code through thousands of mishaps.

It keeps the same promises as the hall server (idempotent for ever, an answer per line, resumable scans, a
commit-ordered feed, digests) and can be told to misbehave: see ``Mishaps``.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter.domain.credit import CreditList
from counter.domain.ids import CaseId, InstallId, LineId, Sha256
from counter.domain.item import ServiceItem
from counter.domain.journal import Line, SealedLine
from counter.domain.policy import HallPolicy
from counter.domain.staff import Role, SupervisorCard, Window
from counter.domain.workdays import HolidayTable
from counter.errors import Refused
from counter.platform_api.simulated_archive import Known, SimulatedArchive, claims_of
from counter.platform_api.simulated_queues import SimulatedQueues
from counter.platform_api.simulated_reviews import DECIDED, SimulatedReviews
from counter.platform_api.simulated_seals import SimulatedSeals
from counter.wire.approving import sign_policy
from counter.wire.bodies import CaseCorrected, CaseVoided, CaseYielded, IssuedPaper, Kind, read_body
from counter.wire.messages import (
    CataloguePage,
    DigestAnswer,
    DigestRequest,
    EnrolAnswer,
    EnrolRequest,
    EpochAnswer,
    EpochRequest,
    LineAnswer,
    NewsEntry,
    NewsKind,
    NewsPage,
    PushAnswer,
    PushRequest,
    SignInAnswer,
    SignInRequest,
    Verdict,
)
from counter.wire.queue_key import sign_queue_key
from counter.wire.reading import PaperAnswer, PaperAsked, ScanAsked, ScanPiece
from counter.wire.seals import SealAnswer, SealRequest, sign_authority

PASSWORD = "practice-only"  # noqa: S105 -- of invented people on a simulated platform
_NEWS_PAGE = 200
Now = Callable[[], dt.datetime]


@dataclasses.dataclass
class Mishaps:
    """What goes wrong: each is asked before (or after) a call and may raise Unreachable."""

    before: Callable[[str], None] = lambda _call: None
    after: Callable[[str], None] = lambda _call: None
    refuse: Callable[[Line], str] = lambda _line: ""


class SimulatedPlatform:
    """Platform and front door of one hall, in memory.

    Args:
        now: the platform's clock.
        items: the catalogue it delivers.
        holidays: the table it delivers.
        mishaps: what goes wrong.
    """

    def __init__(
        self, *, now: Now, items: tuple[ServiceItem, ...], holidays: HolidayTable, mishaps: Mishaps | None = None
    ) -> None:
        self.mishaps = mishaps or Mishaps()
        self.generation = "g1"
        self.lines: dict[LineId, SealedLine] = {}
        self.verdicts: dict[LineId, Verdict] = {}
        self.scans: dict[Sha256, bytes] = {}
        self.cases: dict[CaseId, list[LineId]] = {}
        self.feed: list[NewsEntry] = []
        self._now = now
        self._items = items
        self._ended: tuple[str, ...] = ()
        self._items_at = 1
        self._holidays = holidays
        self._key = Ed25519PrivateKey.generate()
        self._epochs = 0
        self._asked: dict[str, str] = {}
        self._install = ""
        self.reviews = SimulatedReviews()
        self.seals = SimulatedSeals(now)
        self.archive = SimulatedArchive(self._claims_of, self._known)
        self.queues = SimulatedQueues(
            before=lambda call: self.mishaps.before(call),  # noqa: PLW0108 -- whatever goes wrong by then
            after=lambda call: self.mishaps.after(call),  # noqa: PLW0108 -- the same
            push=self.push,
            scans=self.scans,
            claims_of=self._claims_of,
        )
        self._version = 1
        self._credit: CreditList | None = None

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """The installation exists."""
        if not request.code.startswith("OK"):
            raise Refused("enrolment.code", field="code")
        window = Window(
            install=InstallId("i-" + hashlib.sha256(request.public_key.encode()).hexdigest()[:12]),
            region="421199",
            region_name="云溪县",
            hall="01",
            hall_name="云溪县政务服务大厅",
            window="12",
            practice=True,
            progress_url="https://progress.example.invalid/p",
        )
        if (request.hall or window.hall) != window.hall or (request.window or window.window) != window.window:
            raise Refused("enrolment.other_window", field="code")
        self._install = window.install
        self.queues.windows[window.install] = request.public_key
        public = base64.b64encode(self._key.public_key().public_bytes_raw()).decode()
        return EnrolAnswer(
            window=window,
            epoch=self._next_epoch(),
            generation=self.generation,
            platform_key=public,
            server_time=self._now(),
        )

    def new_epoch(self, request: EpochRequest) -> EpochAnswer:
        """The next epoch; the same one for a request that comes again."""
        self.mishaps.before("epoch")
        known = self._asked.get(request.id) if request.id else None
        epoch = known or self._next_epoch()
        self._asked[request.id] = epoch
        return EpochAnswer(epoch=epoch, generation=self.generation)

    def stand_at(self, install: InstallId) -> None:
        """The next sign-in is at that window: in memory nobody signs his requests."""
        self._install = install

    def sign_in(self, request: SignInRequest) -> SignInAnswer:
        """A token for anybody who knows the practice password; 9… is a supervisor."""
        self.mishaps.before("sign_in")
        if request.password != PASSWORD:
            raise Refused("sign_in.wrong", field="password")
        now = int(self._now().timestamp())
        role = Role.SUPERVISOR if request.username.startswith("9") else Role.CLERK
        claims = {
            "sub": request.username, "name": f"练习员{request.username}", "roles": [role.value], "iat": now,
            "exp": now + 36_000, "aud": self._install, "offline_until": now + 7 * 86_400,
        }  # fmt: skip
        return SignInAnswer(id_token=jwt.encode(claims, self._key, algorithm="EdDSA"))

    def push(self, request: PushRequest) -> PushAnswer:
        """An answer per line, and the effects of those that settle."""
        self.mishaps.before("push")
        answers = tuple(self._take(sealed) for sealed in request.lines)
        seqs = sorted(sealed.opened().seq for sealed in self.lines.values())
        self.mishaps.after("push")
        return PushAnswer(
            generation=self.generation,
            lines=answers,
            durable_to=seqs[-1] if seqs else 0,
            server_time=self._now(),
        )

    def blob_offset(self, sha256: Sha256, size_bytes: int) -> int:
        """How much of the scan is here."""
        self.mishaps.before("blob_offset")
        return min(len(self.scans.get(sha256, b"")), size_bytes)

    def send_blob(self, sha256: Sha256, size_bytes: int, offset: int, chunk: bytes) -> int:
        """The chunk is added; a whole scan with another hash is thrown away."""
        self.mishaps.before("send_blob")
        held = self.scans.get(sha256, b"")
        if offset != len(held):
            return len(held)
        self.scans[sha256] = held + chunk
        if len(held + chunk) == size_bytes and hashlib.sha256(held + chunk).hexdigest() != sha256:
            del self.scans[sha256]
            raise Refused("blob.hash")
        self.mishaps.after("send_blob")
        return len(held) + len(chunk)

    def news(self, after: int) -> NewsPage:
        """The feed after the cursor."""
        self.mishaps.before("news")
        entries = tuple(self.feed[after : after + _NEWS_PAGE])
        cursor = after + len(entries)
        return NewsPage(
            generation=self.generation,
            entries=entries,
            cursor=cursor,
            more=cursor < len(self.feed),
            server_time=self._now(),
        )

    def catalogue(self, after: int) -> CataloguePage:
        """The catalogue with the hall's rules."""
        self.mishaps.before("catalogue")
        signing_key = base64.b64encode(self._key.private_bytes_raw()).decode()
        policy = self.reviews.policy
        return CataloguePage(
            version=self._version,
            items=self._items if after < self._items_at else (),
            ended=self._ended if after < self._items_at else (),
            holidays=self._holidays,
            policy=sign_policy(signing_key, policy) if policy else None,
            supervisors=tuple(self.reviews.cards.values()),
            credit=self._credit,
            seal_authority=sign_authority(signing_key, self.seals.certificate()),
            queue_key=sign_queue_key(signing_key, self.queues.public_key),
        )

    def seal(self, request: SealRequest) -> SealAnswer:
        """The paper with its e-seal, when a settled line told of it."""
        self.mishaps.before("seal")
        papers, void = self._papers()
        answer = self.seals.seal(request, papers, void)
        self.mishaps.after("seal")
        return answer

    def scan_piece(self, asked: ScanAsked) -> ScanPiece:
        """A piece of a scan, for who may see it."""
        self.mishaps.before("scan_piece")
        piece = self.archive.scan_piece(asked)
        self.mishaps.after("scan_piece")
        return piece

    def paper(self, asked: PaperAsked) -> PaperAnswer:
        """A paper with its prints, for who may see it."""
        self.mishaps.before("paper")
        return self.archive.paper(asked)

    def offer(self, items: tuple[ServiceItem, ...], *, ended: tuple[str, ...] = ()) -> None:
        """These items are offered from now on, and those that ended are not."""
        self._items, self._ended = items, ended
        self._version += 1
        self._items_at = self._version
        self._tell(NewsKind.CATALOGUE)

    def publish(
        self,
        *,
        policy: HallPolicy | None = None,
        supervisors: tuple[SupervisorCard, ...] | None = None,
        credit: CreditList | None = None,
    ) -> None:
        """What is given is in force from now on, and the windows are told that there is something newer."""
        self.reviews.policy = policy or self.reviews.policy
        if supervisors is not None:
            self.reviews.cards = {card.clerk_no: card for card in supervisors}
        self._credit = credit or self._credit
        self._version += 1
        self._tell(NewsKind.CATALOGUE)

    def digest(self, request: DigestRequest) -> DigestAnswer:
        """The days whose lines are not the same here, and the scans; who sent which of those it does not know."""
        self.mishaps.before("digest")
        differing = {}
        for day in request.days:
            held = [
                (sealed.opened().seq, sealed.hash)
                for line_id, sealed in self.lines.items()
                if sealed.opened().at.isoformat()[:10] == day.day
                and sealed.opened().epoch == request.epoch
                and self.verdicts[line_id] is Verdict.SETTLED
            ]
            combined = hashlib.sha256("".join(sorted(line_hash for _, line_hash in held)).encode()).hexdigest()
            if combined != day.combined:
                differing[day.day] = tuple(seq for seq, _ in held)
        whole = sorted(name for name, held in self.scans.items() if hashlib.sha256(held).hexdigest() == name)
        scans = {asked.prefix: tuple(name for name in whole if name[:2] == asked.prefix) for asked in request.scans}
        same = {
            asked.prefix
            for asked in request.scans
            if hashlib.sha256("".join(scans[asked.prefix]).encode()).hexdigest() == asked.combined
        }
        differing_scans = {prefix: names for prefix, names in scans.items() if prefix not in same}
        return DigestAnswer(generation=self.generation, differing=differing, scans=differing_scans)

    def lose_scans(self, names: list[Sha256]) -> None:
        """The platform loses these scans without a word."""
        for name in names:
            del self.scans[name]

    def forget(self, line_ids: list[LineId]) -> None:
        """The platform loses these lines without a word (trust.md F38)."""
        for line_id in line_ids:
            case = self.lines.pop(line_id).opened().case
            self.verdicts.pop(line_id)
            if case is not None and case in self.cases:
                self.cases[case].remove(line_id)

    def restore_empty(self) -> None:
        """The platform was put back to its beginning: another generation, nothing in it (trust.md F37)."""
        self.generation = f"{self.generation}+"
        self.lines.clear()
        self.verdicts.clear()
        self.scans.clear()
        self.cases.clear()
        self.feed.clear()
        self.reviews.forget()

    def _next_epoch(self) -> str:
        self._epochs += 1
        return chr(ord("A") + self._epochs - 1)

    def _take(self, sealed: SealedLine) -> LineAnswer:
        line = sealed.opened()
        stands_in = line.kind == Kind.LINE_PURGED
        if sealed.is_whole() is stands_in:
            return _answer(sealed, line, Verdict.REFUSED, "line.hash")
        known = self.lines.get(line.id)
        if known is not None:
            if known.hash != sealed.hash:
                return _answer(sealed, line, Verdict.CLONE)
            if self.verdicts[line.id] is Verdict.SETTLED:
                return _answer(sealed, line, Verdict.DUPLICATE)
        verdict, code = (Verdict.SETTLED, "") if stands_in else self._judge(line)
        self.lines[line.id] = sealed
        self.verdicts[line.id] = verdict
        if verdict is Verdict.SETTLED and not stands_in:
            self._effect(line)
        elif verdict in {Verdict.REFUSED, Verdict.CONFLICT}:
            self.reviews.stuck(line, verdict)
        return _answer(sealed, line, verdict, code)

    def _judge(self, line: Line) -> tuple[Verdict, str]:
        body = read_body(line.kind, line.body)
        if isinstance(body, CaseCorrected | CaseYielded):
            self.verdicts[body.supersedes] = Verdict.SETTLED
        if isinstance(body, CaseVoided):
            for line_id, sealed in self.lines.items():
                if sealed.opened().case == line.case:
                    self.verdicts[line_id] = Verdict.SETTLED
        code = self.mishaps.refuse(line) or self.reviews.refusal(line, body)
        if code:
            return Verdict.CONFLICT if code == DECIDED else Verdict.REFUSED, code
        refused = {
            self.lines[line_id].opened().case
            for line_id, verdict in self.verdicts.items()
            if verdict is Verdict.REFUSED and line_id != line.id
        }
        is_held = line.case in refused and line.case and not line.kind.startswith("review.")
        return (Verdict.HELD, "") if is_held else (Verdict.SETTLED, "")

    def _effect(self, line: Line) -> None:
        review = self.reviews.effect(line, read_body(line.kind, line.body))
        if review is not None:
            self._tell(NewsKind.REVIEW, case=review.case, detail=msgspec.Raw(msgspec.json.encode(review)))
        case = line.case
        if case is None or line.id in self.cases.get(case, ()) or line.kind.startswith("review."):
            return
        if case not in self.cases:
            number = f"421199{len(self.cases) + 1:08d}"
            self._tell(NewsKind.NUMBERED, case=case, platform_no=number, state="已受理")
        self.cases.setdefault(case, []).append(line.id)

    def _papers(self) -> tuple[dict[str, IssuedPaper], set[str]]:
        """Every paper that a settled line told of, and the numbers of those that are void."""
        papers: dict[str, IssuedPaper] = {}
        void: set[str] = set()
        for line_id, sealed in self.lines.items():
            if self.verdicts[line_id] is Verdict.SETTLED:
                line = sealed.opened()
                body = read_body(line.kind, line.body)
                papers |= {paper.number: paper for paper in getattr(body, "papers", ())}
                void |= set(body.numbers) if isinstance(body, CaseVoided) else set()
        return papers, void

    def _claims_of(self, token: str) -> dict[str, Any]:
        """What a token of ours says."""
        return claims_of(token, self._key.public_key(), self._now())

    def _known(self) -> Known:
        settled = [each for each in self.lines.values() if self.verdicts[each.opened().id] is Verdict.SETTLED]
        _, void = self._papers()
        return Known(lines=tuple(each.opened() for each in settled), scans=self.scans, void=frozenset(void))

    def _tell(self, kind: NewsKind, **says: Any) -> None:
        self.feed.append(NewsEntry(seq=len(self.feed) + 1, kind=kind, at=self._now(), **says))


def _answer(sealed: SealedLine, line: Line, verdict: Verdict, code: str = "") -> LineAnswer:
    return LineAnswer(id=line.id, hash=sealed.hash, verdict=verdict, code=code, message="平台退回" if code else "")
