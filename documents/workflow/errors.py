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


class CoSignersDiffer(Invalid):
    """联合行文的每个机关须各有一名签发人，顺序与文稿所列机关一致。"""

    code = "workflow.co_signers_differ"


class CountersignerUnknown(Invalid):
    """会签单位不存在，或者就是拟稿单位自己。"""

    code = "workflow.countersigner_unknown"


class MayNotIssue(Invalid):
    """该机关不能发出这一文种，或者未经发文立户。"""

    code = "workflow.may_not_issue"


class NoSuchInbound(NotFound):
    """没有这份来文，或者您无权查看。"""

    code = "workflow.no_such_inbound"


class NoSuchTask(NotFound):
    """该来文没有这项交办任务。"""

    code = "workflow.no_such_task"


class SealUnverified(Conflict):
    """正在验章，请稍候。"""

    code = "workflow.seal_unverified"


class SealUnsound(Conflict):
    """验章不通过，不能签收；请拒收并写明理由。"""

    code = "workflow.seal_unsound"


class RegisteredBefore(Conflict):
    """同一机关的同一文号已登记为{serial}；确需重复登记的，请写明理由。"""

    code = "workflow.registered_before"


class LegsOpen(Conflict):
    """该来文还有传阅、批示、交办或者督办事项未办结，不能办结或者退文。"""

    code = "workflow.legs_open"


class CoResultsMissing(Conflict):
    """协办单位尚未全部提交意见，主办单位不能报结果。"""

    code = "workflow.co_results_missing"


class LeadReportsElsewhere(Conflict):
    """这里只收协办单位的意见；主办单位的办理结果请在来文上“报办理结果”。"""

    code = "workflow.lead_reports_elsewhere"


class ReplyOwed(Conflict):
    """来文要求答复，请答复来文机关后办结。"""

    code = "workflow.reply_owed"


class LeaderNotEligible(Invalid):
    """请批示的领导须是本机关在岗的签发领导或者分管领导，并且不是现在的批示人。"""

    code = "workflow.leader_not_eligible"


class LeaderInOffice(Conflict):
    """请批示的领导仍在岗，不能改请他人；请由该领导批示，或者由其请其他领导阅示。"""

    code = "workflow.leader_in_office"


class ThreadClosed(Conflict):
    """该来文已经办结，不能再传阅、批示、交办或者督办；确需办理的，请先重新办理。"""

    code = "workflow.thread_closed"


class PlaceUnfit(Invalid):
    """承办单位须是本机关的内设机构或者直属机关，主办、协办不得重复。"""

    code = "workflow.place_unfit"


class DueInThePast(Invalid):
    """办理期限不能早于今天。"""

    code = "workflow.due_in_the_past"


class DueTooFar(Invalid):
    """办理时限最长为十年，请核对。"""

    code = "workflow.due_too_far"


class WordsMissing(Invalid):
    """请写明内容。"""

    code = "workflow.words_missing"


class PinNeeded(Conflict):
    """您已启用个人电子签名，签发须以签名口令签署；已注销的，请先重新制作。"""

    code = "workflow.pin_needed"
