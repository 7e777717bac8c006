from server.kit.errors import Conflict, Invalid, NotAllowed, NotFound


class NoSuchEntry(NotFound):
    """没有这份政策文件，或者您无权查看。"""

    code = "catalogue.no_such_entry"


class NoSuchClause(NotFound):
    """该文件没有这一条款。"""

    code = "catalogue.no_such_clause"


class NoSuchRelation(NotFound):
    """没有这项文件关系，或者您无权查看。"""

    code = "catalogue.no_such_relation"


class NotTheEditor(NotAllowed):
    """只有该机关的政策文件库编辑可以办理。"""

    code = "catalogue.not_the_editor"


class NotYourTurn(NotAllowed):
    """该文件现在不由您办理。"""

    code = "catalogue.not_your_turn"


class SamePerson(NotAllowed):
    """初审、复审、终审应由三个不同的人办理，代他人办理的也计算在内。"""

    code = "catalogue.same_person"


class WrongState(Conflict):
    """该文件目前的环节不能进行该操作，请刷新后再办理。"""

    code = "catalogue.wrong_state"


class Changed(Conflict):
    """该文件在您查看之后有改动，请重新查看后再审查。"""

    code = "catalogue.changed"


class DuplicatePolicy(Conflict):
    """库中已有同一文件，不能重复收录。"""

    code = "catalogue.duplicate_policy"


class ReasonMissing(Invalid):
    """请写明理由。"""

    code = "catalogue.reason_missing"


class ChecklistIncomplete(Invalid):
    """保密审查应逐项核对，尚有项目未核对。"""

    code = "catalogue.checklist_incomplete"


class Incomplete(Conflict):
    """文件要素不完整或者有待核对的要素，请先补正、核对。"""

    code = "catalogue.incomplete"


class AudienceUnfit(Conflict):
    """主动公开的文件不限定公开范围；其他文件须指明可以查看的机关。"""

    code = "catalogue.audience_unfit"


class FieldInvalid(Invalid):
    """要素的内容不符合要求：日期应写成“2026-09-18”的形式，文种应是所列文种之一。"""

    code = "catalogue.field_invalid"


class NoSuchTheme(Invalid):
    """没有这个主题分类。"""

    code = "catalogue.no_such_theme"


class DaysReversed(Invalid):
    """有效期的截止日期不能早于施行日期。"""

    code = "catalogue.days_reversed"


class UnknownAudience(Invalid):
    """公开范围中有不存在的机关。"""

    code = "catalogue.unknown_audience"


class OrganCodeInvalid(Invalid):
    """组织机构代码应为9位，末位为校验码。"""

    code = "catalogue.organ_code_invalid"


class OrganCodeTaken(Conflict):
    """该机关已登记组织机构代码，或者该代码已被登记，不能更改。"""

    code = "catalogue.organ_code_taken"


class OrganCodeMissing(Conflict):
    """该机关尚未登记组织机构代码，不能编制索引号，请联系系统管理员。"""

    code = "catalogue.organ_code_missing"


class AlreadyConfirmed(Conflict):
    """该文件关系已经核定。"""

    code = "catalogue.already_confirmed"


class Unresolved(Conflict):
    """所提及的文件尚未入库，不能核定。"""

    code = "catalogue.unresolved"


class DecisionNotPublished(Conflict):
    """作出决定的文件尚未发布，不能据以改变效力。"""

    code = "catalogue.decision_not_published"


class EffectUnfit(Invalid):
    """这种文件关系不能有这样的效力结果，请从所列结果中选择；没有列出结果的，不改变效力，也不填写日期。"""

    code = "catalogue.effect_unfit"


class EffectUndated(Invalid):
    """修改、废止须写明生效日期；截止日期只有暂停执行才能填写，且不早于生效日期。"""

    code = "catalogue.effect_undated"
