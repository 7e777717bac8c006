"""What is checked before a draft is sent on: elements (条例 art. 9), routing (art. 13-17, 37), length (减负规定 2).

A finding blocks (E), or goes on with a reason that is recorded (W).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import category
from uuid import UUID

from documents.drafting.rules.content import Content, texts
from documents.drafting.rules.kinds import LAW, Kind, Need, may_issue
from documents.typesetting.checks.elements import attachments_differ, ends_in_mark
from documents.typesetting.checks.wording import carries_request
from policy_library.catalogue.rules.disclosure import Publicity
from server.directory.rules.organs import Direction, Organ, OrganType, Tree, direction, skipped, superiors

LONGEST = 5000
"""Characters of a general deployment that should not be exceeded."""

PEOPLE = ("出席", "请假", "列席")
"""The groups of a meeting's people (GB/T 9704 10.3)."""


class Level(StrEnum):
    """Whether a finding blocks or only wants a reason."""

    BLOCKS = "E"
    WARNS = "W"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: rule id, level, and what to do, for a person."""

    rule: str
    level: Level
    message: str


E, W = Level.BLOCKS, Level.WARNS
GOVERNING = frozenset({OrganType.PARTY, OrganType.GOVERNMENT})
COMMANDING = frozenset({Kind.NOTICE, Kind.DECISION, Kind.CIRCULAR, Kind.OPINION, Kind.ORDER})


def way(tree: Tree, issuer_id: UUID, content: Content) -> Direction | None:
    """Which way it goes (行文方向): upward if any main addressee stands above the issuer; None if to the public."""
    ways = {direction(tree, issuer_id, organ) for organ in content.main}
    return next((d for d in (Direction.UP, Direction.DOWN, Direction.PEER) if d in ways), None)


def goes_up(tree: Tree, issuer_id: UUID, content: Content) -> bool:
    """Whether it goes upward (上行文) from any organ that issues it: the principal heads sign it and are named."""
    return any(way(tree, organ, content) is Direction.UP for organ in (issuer_id, *content.joint))


def check(tree: Tree, issuer_id: UUID, content: Content) -> list[Finding]:
    """All findings on a draft, blocking ones first.

    `tree` holds all organs that issue it, all addressees and everyone above them.
    """
    issuers = (issuer_id, *content.joint)
    found = [*_elements(content), *_title(tree[issuer_id], content), *_joint(tree, issuers, content)]
    for organ in issuers:
        found += [*_kind(tree, organ, content), *_routing(tree, organ, content)]
    return sorted(dict.fromkeys(found), key=lambda f: f.level is W)


def _elements(content: Content) -> Iterator[Finding]:
    yield from _addressees(content)
    yield from _attachments(content)
    yield from _characters(content)
    if not content.body.strip():
        yield Finding("EL-BODY", E, "缺少正文。")
    if LAW[content.kind].reply_to is Need.REQUIRED and not content.reply_to.strip():
        yield Finding("R14", E, "批复须写明所答复请示的标题和发文字号。")
    if content.publicity is not Publicity.PROACTIVE and not content.publicity_reason.strip():
        yield Finding("EL-PUBLICITY", W, "不主动公开的，应写明理由。")
    if sum(map(len, (content.body, *(a.body for a in content.annexes)))) > LONGEST:
        yield Finding("R16", W, f"全文超过{LONGEST}字，请压缩或说明理由。")
    yield from _meeting(content)


def _meeting(content: Content) -> Iterator[Finding]:
    """Who met stands in minutes and nowhere else, each line under its label (GB/T 9704 10.3)."""
    lines = [line for line in content.attendance.splitlines() if line.strip()]
    if content.kind is not Kind.MINUTES:
        if lines:
            yield Finding("EL-ATTENDANCE", E, "只有纪要列出席、请假、列席人员。")
    elif not any(line.startswith(PEOPLE[0]) for line in lines):
        yield Finding("EL-ATTENDANCE", E, "纪要须列出席人员。")
    if any(not line.startswith(tuple(f"{label}：" for label in PEOPLE)) for line in lines):
        yield Finding("EL-ATTENDANCE-LINE", E, "出席、请假、列席人员各占一行，以“出席：”等开头。")


def _addressees(content: Content) -> Iterator[Finding]:
    law, named = LAW[content.kind], content.main_addressees.strip()
    if law.main_addressees is Need.REQUIRED and not content.main:
        yield Finding("EL-MAIN", E, f"{law.label}须有主送机关，请选定收文机关（main）。")
    if content.main and not named:
        yield Finding("EL-MAIN-TEXT", E, "缺少印在纸上的主送机关名称（main_addressees）。")
    if law.main_addressees is Need.UNUSED and content.main:
        yield Finding("EL-MAIN", E, f"{law.label}不列主送机关。")
    if ends_in_mark(named):
        yield Finding("EL-MAIN-END", E, "主送机关末尾的冒号由排版加印，文稿中不写标点。")


def _attachments(content: Content) -> Iterator[Finding]:
    """附件说明 and the attachments' titles are the same words in the same order (GB/T 9704 7.3.4, 7.3.7)."""
    names = [name.strip() for name in content.attachment_names]
    titles = [annex.title.strip() for annex in content.annexes if annex.label.strip()]
    if not all(names):
        yield Finding("EL-ATTACHMENT", E, "附件说明中有空白的附件名称。")
    if attachments_differ(tuple(names), tuple(titles)):
        yield Finding("EL-ATTACHMENT-NAME", E, "附件说明与附件标题不一致，名称和顺序须相同。")
    if names and not titles:
        yield Finding("EL-ATTACHMENT-MISSING", W, "附件说明列有附件，文稿中没有附件正文，请说明附件如何随文。")


def _characters(content: Content) -> Iterator[Finding]:
    """Signs that no reader sees do not belong into a signed text."""
    every = {char for text in texts(content) for char in text} - {"\n", "\t"}
    unseen = {char for char in every if category(char) in ("Cc", "Cf", "Cn", "Co", "Cs")}
    if unseen:
        codes = "、".join(f"U+{ord(c):04X}" for c in sorted(unseen)[:5])
        yield Finding("EL-CHARACTER", E, f"文稿含有不可见或者未定义的字符（{codes}），请删除。")


def _title(issuer: Organ, content: Content) -> Iterator[Finding]:
    """发文机关名称、事由和文种 (条例 art. 9(7))."""
    title, label = content.title.strip(), LAW[content.kind].label
    if not title:
        yield Finding("EL-TITLE", E, "缺少标题。")
        return
    if ends_in_mark(title):
        yield Finding("EL-TITLE-END", E, "标题末尾不用标点。")
    elif not title.endswith(label):
        yield Finding("EL-TITLE-KIND", W, f"标题应以文种「{label}」结尾。")
    if issuer.name not in title and issuer.short_name not in title:
        yield Finding("EL-TITLE-ORGAN", W, f"标题应写明发文机关名称（{issuer.name}）。")


def _joint(tree: Tree, issuers: Sequence[UUID], content: Content) -> Iterator[Finding]:
    """联合行文: each organ once, and none of them an addressee."""
    if len(issuers) == 1:
        return
    organs = [tree[organ] for organ in dict.fromkeys(issuers)]
    if len(organs) < len(issuers):
        yield Finding("EL-JOINT", E, "联合行文的机关不得重复，主办机关不再列入。")
    if set(issuers) & {*content.main, *content.cc}:
        yield Finding("EL-JOINT-ADDRESSEE", E, "联合行文的机关不再列为主送、抄送机关。")
    if content.kind is Kind.MINUTES:
        yield Finding("EL-JOINT-KIND", E, "纪要由召集会议的机关印发，不联合行文。")
    yield from _peers(tree, organs)


def _peers(tree: Tree, organs: Sequence[Organ]) -> Iterator[Finding]:
    """联合行文 is for organs of one level, none above another, and not for what is the own matter of one (art. 17)."""
    lead = organs[0]
    for organ in organs[1:]:
        if not _equal(tree, organ, organs):
            yield Finding("R12", E, f"联合行文应当是同级机关，{organ.name}与其他机关不同级。")
        elif organ.type is not lead.type:
            unlike = f"{lead.name}与{organ.name}性质不同"
            yield Finding("R12", W, f"{unlike}，属于各自职权范围内的工作不得联合行文；确需联合的，请说明理由。")


def _equal(tree: Tree, organ: Organ, others: Sequence[Organ]) -> bool:
    """Whether an organ is of the same level as all others and neither above nor below any of them."""
    above = superiors(tree, organ.id)
    return all(
        other.level == organ.level and other.id not in above and organ.id not in superiors(tree, other.id)
        for other in others
    )


def _kind(tree: Tree, issuer_id: UUID, content: Content) -> Iterator[Finding]:
    issuer, law = tree[issuer_id], LAW[content.kind]
    if not issuer.issue_enabled:
        yield Finding("R17", E, f"{issuer.name}未经发文立户，不能对外发文。")
    if not may_issue(content.kind, issuer.type):
        yield Finding("EL-ISSUER", E, f"{issuer.name}不能制发{law.label}。")
    missing = law.main_addressees is Need.REQUIRED and not content.main
    if not missing and way(tree, issuer_id, content) not in law.ways:
        yield Finding("EL-WAY", E, f"{law.label}不能用于这一行文方向。")
    if content.kind is Kind.REPORT and carries_request(content.body):
        yield Finding("R05", E, "报告中不得夹带请示事项。")


def _routing(tree: Tree, issuer_id: UUID, content: Content) -> Iterator[Finding]:
    upward = way(tree, issuer_id, content) is Direction.UP
    if upward and len(content.main) > 1:
        level = E if content.kind is Kind.REQUEST else W
        yield Finding("R02", level, "上行文原则上主送一个上级机关。")
    if upward and any(direction(tree, issuer_id, organ) is Direction.DOWN for organ in content.cc):
        yield Finding("R02", E, "上行文不得抄送下级机关。")
    for organ in content.main:
        yield from _line(tree, issuer_id, organ, content)


def _line(tree: Tree, issuer_id: UUID, addressee: UUID, content: Content) -> Iterator[Finding]:
    passed = skipped(tree, issuer_id, addressee)
    if passed and not set(passed) & set(content.cc):
        yield Finding("R01", E, f"不得越级行文；确需越级的，应抄送被越过的机关（{tree[passed[0]].name}）。")
    elif passed:
        yield Finding("R01", W, "越级行文应说明理由。")
    issuer, target = tree[issuer_id], tree[addressee]
    commands = content.kind in COMMANDING and issuer.type not in GOVERNING and not _is_office(tree, issuer_id)
    if commands and target.type in GOVERNING and target.level > issuer.level:
        yield Finding("R09", E, f"部门不得向下级党委、政府（{target.name}）发指令性公文。")


def _is_office(tree: Tree, organ_id: UUID) -> bool:
    superior = tree[organ_id].superior_id
    return superior is not None and tree[superior].office_id == organ_id
