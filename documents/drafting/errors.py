from server.kit.errors import Conflict, Invalid, NotAllowed, NotFound


class NoSuchDraft(NotFound):
    """没有这份文稿，或者您无权查看。"""

    code = "drafting.no_such_draft"


class NoSuchVersion(NotFound):
    """没有这个版本。"""

    code = "drafting.no_such_version"


class NoSuchAttachment(NotFound):
    """没有这个附件。"""

    code = "drafting.no_such_attachment"


class NotADrafter(NotAllowed):
    """您没有拟稿岗位，不能起草公文。"""

    code = "drafting.not_a_drafter"


class PenElsewhere(NotAllowed):
    """文稿现在不由您修改。"""

    code = "drafting.pen_elsewhere"


class Stale(Conflict):
    """文稿已被他人修改，请查看最新版本后再保存。"""

    code = "drafting.stale"


class NotReady(Invalid):
    """文稿不符合行文规则，请按所列问题修改。"""

    code = "drafting.not_ready"


class WarningsNeedReason(Invalid):
    """文稿有需要说明的问题，请写明理由后再送审。"""

    code = "drafting.warnings_need_reason"


class TooManyParagraphs(Invalid):
    """文稿段落过多（一处最多5000段），请压缩或改作附件。"""

    code = "drafting.too_many_paragraphs"


class UnknownAddressee(Invalid):
    """主送或抄送机关不存在。"""

    code = "drafting.unknown_addressee"


class UnknownIssuer(Invalid):
    """联合行文的机关不存在。"""

    code = "drafting.unknown_issuer"
