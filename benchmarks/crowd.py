"""An office full of people and paper, written straight into the tables so that filling it is quick."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import msgspec

from documents.drafting.models import DraftRow, ReaderRow, VersionRow
from documents.drafting.rules.content import Content, Publicity, hash_of, matter
from documents.drafting.rules.kinds import Kind
from documents.workflow.models import CaseRow
from documents.workflow.rules.outbound import State
from messaging.notices.models import NoticeRow
from messaging.notices.rules import Kind as NoticeKind
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
    content, now = msgspec.to_builtins(text), clock.now() - timedelta(days=1)
    for start in range(0, documents, BATCH):
        drafts, versions, cases, readers, notices = [], [], [], [], []
        for n in range(start, min(start + BATCH, documents)):
            drafter, signer = people[n % len(people)], people[(n + 1) % len(people)]
            state = State.DRAFT if n < requests else State.SIGN_OFF if n < 2 * requests else State.CLOSED
            if state is State.SIGN_OFF:
                drafter, signer = people[(n - 1) % len(people)], people[(n - requests) % len(people)]
            id = ids[n]
            pen = holder_of_author(drafter) if state is State.DRAFT else ""
            drafts.append(
                DraftRow(
                    id=id,
                    kind=text.kind,
                    title=text.title,
                    organ_id=city,
                    place_id=city,
                    drafter_id=drafter,
                    drafter_name="职员",
                    issuer_id=city,
                    pen=pen,
                    no=1,
                    hash=hash_of(text),
                    matter=matter(text),
                    at=now,
                )
            )
            versions.append(
                VersionRow(
                    id=uuid7(),
                    document_id=id,
                    no=1,
                    hash=hash_of(text),
                    content=content,
                    author_id=drafter,
                    author_name="职员",
                    reason="拟稿",
                    at=now,
                )
            )
            cases.append(CaseRow(id=id, state=state, issuer_id=city, signer_id=signer, countersigners=[], round=1))
            for holder in (holder_of_author(drafter), holder_of_person(signer)):
                readers.append(ReaderRow(id=uuid7(), document_id=id, holder=holder, at=now))
            notices.append(
                NoticeRow(
                    id=uuid7(),
                    kind=NoticeKind.TODO,
                    subject_id=id,
                    holder=holder_of_person(signer),
                    action="sign_off",
                    title=text.title,
                    organ="甬江市人民政府",
                    sender="职员",
                    since=now,
                )
            )
        await DraftRow.bulk_create(drafts)
        await VersionRow.bulk_create(versions)
        await CaseRow.bulk_create(cases)
        await ReaderRow.bulk_create(readers)
        await NoticeRow.bulk_create(notices)
    return ids
