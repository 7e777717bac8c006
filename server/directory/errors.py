"""What the directory refuses, in the words that a person reads."""

from server.kit.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany, Unauthenticated


class AlreadyFounded(Conflict):
    """本单位已经建立，不能再次初始化。"""

    code = "directory.already_founded"


class NoSuchOrgan(NotFound):
    """没有这个机关。"""

    code = "directory.no_such_organ"


class NoSuchPerson(NotFound):
    """没有这个人员。"""

    code = "directory.no_such_person"


class NoSuchPost(NotFound):
    """没有这个职务，或者已经离岗。"""

    code = "directory.no_such_post"


class NoSuchGrant(NotFound):
    """该职务没有这项岗位职责。"""

    code = "directory.no_such_grant"


class NoSuchDelegation(NotFound):
    """没有这项委托，或者不是您的委托。"""

    code = "directory.no_such_delegation"


class NoSuchSession(NotFound):
    """没有这个登录会话。"""

    code = "directory.no_such_session"


class NameTaken(Conflict):
    """名称已被使用，请使用规范化全称并核对。"""

    code = "directory.name_taken"


class AccountTaken(Conflict):
    """该账号已被使用。"""

    code = "directory.account_taken"


class AlreadyGranted(Conflict):
    """该职务已有这项岗位职责。"""

    code = "directory.already_granted"


class CircularLine(Invalid):
    """隶属关系不能成环。"""

    code = "directory.circular_line"


class LevelReversed(Invalid):
    """上级机关的层级不能低于下级机关。"""

    code = "directory.level_reversed"


class OfficeElsewhere(Invalid):
    """办公厅（室）必须直接隶属于它所服务的机关。"""

    code = "directory.office_elsewhere"


class UnitElsewhere(Invalid):
    """该内设机构不属于这个机关。"""

    code = "directory.unit_elsewhere"


class NoSuchPlace(Invalid):
    """岗位职责必须落在一个机关或者内设机构。"""

    code = "directory.no_such_place"


class AdministratorsApart(Invalid):
    """系统管理员、安全管理员、审计管理员必须由不同的人担任，且不得兼任其他岗位。"""

    code = "directory.administrators_apart"


class OwnPost(NotAllowed):
    """不能为本人的职务授权。"""

    code = "directory.own_post"


class LastAdministrator(Conflict):
    """这是最后一名该类管理员，请先任命接任者。"""

    code = "directory.last_administrator"


class DaysReversed(Invalid):
    """委托期限有误：起始日不得早于今天，截止日不得早于起始日，期限不得超过一年。"""

    code = "directory.days_reversed"


class DelegationTooFarAhead(Invalid):
    """委托的起始日不得晚于今天起一年。"""

    code = "directory.delegation_too_far_ahead"


class DelegateUnfit(Invalid):
    """受托人必须是本人以外的在岗人员，且不是管理员。"""

    code = "directory.delegate_unfit"


class LoginRefused(Unauthenticated):
    """账号或密码不正确，或者账号已被锁定；连续输错5次锁定15分钟。"""

    code = "directory.login_refused"


class LoginsBusy(TooMany):
    """同时登录的人较多，请稍后再试。"""

    code = "directory.logins_busy"


class NoPost(NotAllowed):
    """您已离岗，账号不能登录。"""

    code = "directory.no_post"


class NotReleased(NotAllowed):
    """您的密码已由系统管理员重置，须经安全管理员核准后才能登录。"""

    code = "directory.not_released"


class AlreadyReleased(Conflict):
    """该账号没有待核准的密码重置。"""

    code = "directory.already_released"


class InitialPassword(NotAllowed):
    """初始密码只能使用一次，请同时设置新密码。"""

    code = "directory.initial_password"


class WeakPassword(Invalid):
    """密码须为8至128位，包含大写字母、小写字母、数字、其他字符中的至少三类，不得含有账号。"""

    code = "directory.weak_password"


class SamePassword(Invalid):
    """新密码不得与原密码相同。"""

    code = "directory.same_password"


class AdministratorsPassword(NotAllowed):
    """管理员的密码只能由本人更改。"""

    code = "directory.administrators_password"
