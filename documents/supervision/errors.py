from server.kit.errors import Conflict, Invalid, NotAllowed, NotFound


class NoSuchItem(NotFound):
    """没有这个督办事项，或者您无权查看。"""

    code = "supervision.no_such_item"


class NotTheSuperviser(NotAllowed):
    """只有该机关的督查人员可以办理。"""

    code = "supervision.not_the_superviser"


class NotYourTurn(NotAllowed):
    """该督办事项目前不由您办理。"""

    code = "supervision.not_your_turn"


class OwnProposal(NotAllowed):
    """拟立项的人不能批准自己提出的立项。"""

    code = "supervision.own_proposal"


class OwnWork(NotAllowed):
    """牵头办理的人和代其办理的人，不能对自己承办的事项作立项、改派、延期、审结、评价、销号、撤销等决定。"""

    code = "supervision.own_work"


class WrongState(Conflict):
    """该督办事项当前的状态不能办理该操作，请刷新后再办理。"""

    code = "supervision.wrong_state"


class WordsMissing(Invalid):
    """请写明理由或者办理情况。"""

    code = "supervision.words_missing"


class Unsettled(Conflict):
    """立项前请先明确牵头单位和办理要求。"""

    code = "supervision.unsettled"


class PlaceUnfit(Invalid):
    """牵头、协办单位须是本机关的内设机构或者下级机关。"""

    code = "supervision.place_unfit"


class LeadTwice(Invalid):
    """牵头单位只能有一个，不得同时列为协办单位，协办单位不得重复。"""

    code = "supervision.lead_twice"


class DueInThePast(Conflict):
    """办理时限已经过去，请重新确定时限。"""

    code = "supervision.due_in_the_past"


class TitleMissing(Invalid):
    """请写明事项名称。"""

    code = "supervision.title_missing"


class SourceMissing(Invalid):
    """来源为公文任务分解或者领导批示的，请写明该公文或者批示的编号。"""

    code = "supervision.source_missing"


class AlreadyProposed(Conflict):
    """该来源的事项已经提出过，不能重复立项（一事一项）。"""

    code = "supervision.already_proposed"


class NothingToPropose(Invalid):
    """文稿中没有找到写明责任单位的任务，请逐项录入。"""

    code = "supervision.nothing_to_propose"


class SourceUnfit(Invalid):
    """领导批示“请督查室跟踪督办”的，由系统自动提出，不必手工立项；其他批示须是本机关来文上的批示。"""

    code = "supervision.source_unfit"


class FeedbackRepeated(Conflict):
    """与本单位上一次反馈完全相同，请写明新的进展。"""

    code = "supervision.feedback_repeated"


class DuePassed(Conflict):
    """已超过办理时限，不能再申请延期。"""

    code = "supervision.due_passed"


class ExpectedNotLater(Invalid):
    """申请延期后的时限必须晚于现在的时限。"""

    code = "supervision.expected_not_later"


class ExtensionsUsedUp(Conflict):
    """该事项已经延期两次，不能再申请延期。"""

    code = "supervision.extensions_used_up"


class SpanUnfit(Invalid):
    """起止日期颠倒，或者超过366天。"""

    code = "supervision.span_unfit"
