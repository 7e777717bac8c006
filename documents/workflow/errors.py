from server.kit.errors import Conflict, Invalid, NotAllowed, NotFound


class NoSuchDocument(NotFound):
    """没有这份公文，或者您无权查看。"""

    code = "workflow.no_such_document"


class NotYourTurn(NotAllowed):
    """该公文现在不由您办理。"""

    code = "workflow.not_your_turn"


class DraftersOwnDocument(NotAllowed):
    """拟稿人不能签发自己起草的公文，也不能代他人审核自己起草的公文。"""

    code = "workflow.drafters_own_document"


class WrongState(Conflict):
    """公文目前的环节不能进行该操作，请刷新后再办理。"""

    code = "workflow.wrong_state"


class TextChanged(Conflict):
    """文稿在您阅读之后有改动，请查看改动后再办理。"""

    code = "workflow.text_changed"


class ChangedAfterSignOff(Conflict):
    """文稿与签发稿不一致，应报原签发人复审。"""

    code = "workflow.changed_after_sign_off"


class NothingChanged(Conflict):
    """文稿与签发稿一致，无需复审。"""

    code = "workflow.nothing_changed"


class ReasonMissing(Invalid):
    """请写明理由。"""

    code = "workflow.reason_missing"


class VerdictUnfit(Invalid):
    """该环节不能发表这种意见；不同意的，请退回并写明理由。"""

    code = "workflow.verdict_unfit"


class SignerNotEligible(Invalid):
    """签发人须是发文机关现任的签发领导；上行文由主要负责人签发。"""

    code = "workflow.signer_not_eligible"


class CountersignerUnknown(Invalid):
    """会签单位不存在，或者就是拟稿单位自己。"""

    code = "workflow.countersigner_unknown"


class MayNotIssue(Invalid):
    """该机关不能发出这一文种，或者未经发文立户。"""

    code = "workflow.may_not_issue"
