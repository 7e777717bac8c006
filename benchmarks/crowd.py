"""An office full of people and paper, written straight into the tables so that filling it is quick."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import msgspec

from documents.drafting.models import DraftRow, ReaderRow, VersionRow
from documents.drafting.rules.content import Content, hash_of, matter
from documents.drafting.rules.kinds import Kind
from documents.workflow.models import CaseRow
from documents.workflow.rules.outbound import State
from messaging.notices.models import NoticeRow
from messaging.notices.rules import Kind as NoticeKind
from policy_library.catalogue.rules.disclosure import Publicity
from server.directory import service as directory
from server.directory.models import GrantRow, OrganRow, PersonRow, PostRow
from server.directory.rules.organs import Level, OrganType
from server.directory.rules.standing import Role, holder_of_author, holder_of_person
from server.kit import clock
from server.kit.ids import uuid7

BATCH = 500


@dataclass(frozen=True)
class Crowd:
    """Who can ask, and what there is to ask for: user n may submit drafts[n] and sign waiting[n]."""

    tokens: list[str]
    drafts: list[UUID]
    waiting: list[UUID]
    hash: str


async def fill(users: int, documents: int, requests: int) -> Crowd:
    """`users` people of one bureau, each drafter, unit head and signer; `documents` spread over them."""
    facts = directory.OrganFacts(
        name="甬江市人民政府", short_name="市政府", type=OrganType.GOVERNMENT, level=Level.CITY, issue_enabled=True
    )
    city = (await directory.found(facts)).organ.id
    district = OrganRow(
        id=uuid7(),
        name="东浦区人民政府",
        short_name="东浦区",
        type=OrganType.GOVERNMENT,
        level=Level.COUNTY,
        superior_id=city,
    )
    await district.save()
    people = [
        PersonRow(id=uuid7(), name=f"职员{n}", account=f"user{n}", password_hash="-", initial=False)
        for n in range(users)
    ]
    await PersonRow.bulk_create(people, batch_size=BATCH)
    posts = [PostRow(id=uuid7(), person_id=p.id, organ_id=city, title="科员", since=clock.today()) for p in people]
    await PostRow.bulk_create(posts, batch_size=BATCH)
    roles = (Role.DRAFTER, Role.SIGNER)
    grants = [GrantRow(id=uuid7(), post_id=post.id, role=role, place_id=city) for post in posts for role in roles]
    await GrantRow.bulk_create(grants, batch_size=BATCH)
    text = _text(district.id)
    ids = await _documents([p.id for p in people], city, text, documents, requests)
    tokens = [(await directory.open_session(p.id, "bench")).token for p in people]
    return Crowd(tokens, ids[:requests], ids[requests : 2 * requests], hash_of(text))


def _text(addressee: UUID) -> Content:
    return Content(
        kind=Kind.NOTICE,
        title="甬江市人民政府关于加强数据安全管理的通知",
        body="为加强数据安全管理,现就有关事项通知如下。\n" * 40,
        main_addressees="各区人民政府",
        main=(addressee,),
        publicity=Publicity.PROACTIVE,
    )


async def _documents(people: list[UUID], city: UUID, text: Content, documents: int, requests: int) -> list[UUID]:
    """The first `requests` are drafts, the next wait for a signature, all others are closed with a to-do still open."""
    ids = [uuid7() for _ in range(documents)]
    press = Press(people, city, text, requests)
    for start in range(0, documents, BATCH):
        papers = [press.paper(n, ids[n]) for n in range(start, min(start + BATCH, documents))]
        await DraftRow.bulk_create(p.draft for p in papers)
        await VersionRow.bulk_create(p.version for p in papers)
        await CaseRow.bulk_create(p.case for p in papers)
        await ReaderRow.bulk_create(reader for p in papers for reader in p.readers)
        await NoticeRow.bulk_create(p.notice for p in papers)
    return ids


@dataclass(frozen=True)
class Paper:
    """The rows of one document."""

    draft: DraftRow
    version: VersionRow
    case: CaseRow
    readers: list[ReaderRow]
    notice: NoticeRow


class Press:
    """Makes the rows of the n-th document."""

    def __init__(self, people: list[UUID], city: UUID, text: Content, requests: int) -> None:
        self.people, self.city, self.text, self.requests = people, city, text, requests
        self.content, self.hash, self.matter = msgspec.to_builtins(text), hash_of(text), matter(text)
        self.at = clock.now() - timedelta(days=1)

    def paper(self, n: int, id: UUID) -> Paper:
        state, drafter, signer = self._standing(n)
        case = CaseRow(id=id, state=state, issuer_id=self.city, signer_id=signer, countersigners=[], round=1)
        holders = (holder_of_author(drafter), holder_of_person(signer))
        readers = [ReaderRow(id=uuid7(), document_id=id, holder=holder, at=self.at) for holder in holders]
        return Paper(
            self._draft(id, drafter, state), self._version(id, drafter), case, readers, self._notice(id, signer)
        )

    def _standing(self, n: int) -> tuple[State, UUID, UUID]:
        """State, drafter and signer: user n drafted the n-th draft, and signs the n-th that waits."""
        count, own = len(self.people), n - self.requests
        if n < self.requests:
            return State.DRAFT, self.people[n % count], self.people[(n + 1) % count]
        if own < self.requests:
            return State.SIGN_OFF, self.people[(own + 1) % count], self.people[own % count]
        return State.CLOSED, self.people[n % count], self.people[(n + 1) % count]

    def _draft(self, id: UUID, drafter: UUID, state: State) -> DraftRow:
        return DraftRow(
            id=id,
            kind=self.text.kind,
            title=self.text.title,
            organ_id=self.city,
            place_id=self.city,
            drafter_id=drafter,
            drafter_name="职员",
            issuer_id=self.city,
            pen=holder_of_author(drafter) if state is State.DRAFT else "",
            no=1,
            hash=self.hash,
            matter=self.matter,
            at=self.at,
        )

    def _version(self, id: UUID, drafter: UUID) -> VersionRow:
        return VersionRow(
            id=uuid7(),
            document_id=id,
            no=1,
            hash=self.hash,
            content=self.content,
            author_id=drafter,
            author_name="职员",
            reason="拟稿",
            at=self.at,
        )

    def _notice(self, id: UUID, signer: UUID) -> NoticeRow:
        return NoticeRow(
            id=uuid7(),
            kind=NoticeKind.TODO,
            subject_id=id,
            holder=holder_of_person(signer),
            action="sign_off",
            title=self.text.title,
            organ="甬江市人民政府",
            sender="职员",
            since=self.at,
        )
