"""The fifteen kinds (文种) and which elements each must carry (条例 art. 8, 9; GB/T 9704-2012 clause 7)."""

from dataclasses import dataclass
from enum import StrEnum

from server.directory.rules.organs import Direction, OrganType


class Kind(StrEnum):
    """公文种类, art. 8 (1)-(15)."""

    RESOLUTION = "resolution"
    DECISION = "decision"
    ORDER = "order"
    COMMUNIQUE = "communique"
    ANNOUNCEMENT = "announcement"
    PUBLIC_NOTICE = "public_notice"
    OPINION = "opinion"
    NOTICE = "notice"
    CIRCULAR = "circular"
    REPORT = "report"
    REQUEST = "request"
    REPLY = "reply"
    BILL = "bill"
    LETTER = "letter"
    MINUTES = "minutes"


class Need(StrEnum):
    """Whether a kind carries an element."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    UNUSED = "unused"


GOVERNMENTS = frozenset({OrganType.GOVERNMENT})
MUST, MAY, NOT = Need.REQUIRED, Need.OPTIONAL, Need.UNUSED


@dataclass(frozen=True)
class KindLaw:
    """What the regulation says of one kind."""

    label: str
    use: str
    ways: frozenset[Direction | None]
    """Directions it may go; None: published, to nobody in particular (公布)."""
    main_addressees: Need
    seal: Need
    cc: Need
    issuers: frozenset[OrganType] | None = None
    """Types of organ that may issue it; None for any."""
    closing: str = ""
    reply_to: Need = NOT


UP: frozenset[Direction | None] = frozenset({Direction.UP})
DOWN: frozenset[Direction | None] = frozenset({Direction.DOWN})
PEER: frozenset[Direction | None] = frozenset({Direction.PEER})
PUBLIC: frozenset[Direction | None] = frozenset({None})

LAW: dict[Kind, KindLaw] = {
    Kind.RESOLUTION: KindLaw(
        "决议",
        "会议讨论通过的重大决策事项",
        DOWN | PUBLIC,
        NOT,
        MAY,
        MAY,
        issuers=frozenset({OrganType.PARTY, OrganType.CONGRESS}),
    ),
    Kind.DECISION: KindLaw("决定", "对重要事项作出决策和部署、奖惩、变更或撤销下级决定", DOWN | PUBLIC, MAY, MUST, MAY),
    Kind.ORDER: KindLaw(
        "令",
        "公布法规规章、宣布重大强制性措施、嘉奖",
        DOWN | PUBLIC,
        NOT,
        NOT,
        NOT,
        issuers=GOVERNMENTS,
        closing="本令自",
    ),
    Kind.COMMUNIQUE: KindLaw("公报", "公布重要决定或者重大事项", PUBLIC, NOT, MAY, MAY),
    Kind.ANNOUNCEMENT: KindLaw("公告", "向国内外宣布重要事项或者法定事项", PUBLIC, NOT, MAY, MAY, closing="特此公告。"),
    Kind.PUBLIC_NOTICE: KindLaw(
        "通告", "在一定范围内公布应当遵守或者周知的事项", PUBLIC, NOT, MAY, MAY, closing="特此通告。"
    ),
    Kind.OPINION: KindLaw("意见", "对重要问题提出见解和处理办法", UP | DOWN | PEER, MUST, MUST, MAY),
    Kind.NOTICE: KindLaw(
        "通知",
        "发布、传达要求执行或周知的事项，批转、转发、印发公文",
        DOWN | PEER,
        MUST,
        MUST,
        MAY,
        closing="特此通知。",
    ),
    Kind.CIRCULAR: KindLaw(
        "通报", "表彰先进、批评错误、传达精神、告知情况", DOWN | PEER, MUST, MUST, MAY, closing="特此通报。"
    ),
    Kind.REPORT: KindLaw("报告", "向上级汇报工作、反映情况、回复询问", UP, MUST, MUST, MAY, closing="特此报告。"),
    Kind.REQUEST: KindLaw("请示", "向上级请求指示、批准", UP, MUST, MUST, MAY, closing="妥否，请批示。"),
    Kind.REPLY: KindLaw("批复", "答复下级请示事项", DOWN, MUST, MUST, MAY, closing="此复。", reply_to=MUST),
    Kind.BILL: KindLaw(
        "议案",
        "各级政府向同级人大或其常委会提请审议事项",
        PEER,
        MUST,
        MUST,
        NOT,
        issuers=GOVERNMENTS,
        closing="现提请审议。",
    ),
    Kind.LETTER: KindLaw(
        "函", "不相隶属机关之间商洽工作、询问和答复、请求批准", UP | DOWN | PEER, MUST, MUST, MAY, closing="特此函告。"
    ),
    Kind.MINUTES: KindLaw("纪要", "记载会议主要情况和议定事项", DOWN | PEER | PUBLIC, MAY, NOT, MAY),
}


def may_issue(kind: Kind, organ: OrganType) -> bool:
    """Whether an organ of a type may issue a kind at all (art. 8; 议案 is for governments only)."""
    issuers = LAW[kind].issuers
    return issuers is None or organ in issuers
