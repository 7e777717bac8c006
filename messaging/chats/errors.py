from server.kit.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany


class NoSuchChat(NotFound):
    """没有该会话，或者您不在其中。"""

    code = "chats.no_such_chat"


class NoSuchMessage(NotFound):
    """没有该消息，或者您无权查看。"""

    code = "chats.no_such_message"


class NoSuchMember(NotFound):
    """该人员不在此会话中。"""

    code = "chats.no_such_member"


class NoPost(NotAllowed):
    """您目前没有岗位，不能使用政务通讯。"""

    code = "chats.no_post"


class NotTheOwner(NotAllowed):
    """只有群主可以办理，请联系群主。"""

    code = "chats.not_the_owner"


class NotYours(NotAllowed):
    """只能撤回自己发送的消息；群内他人的消息请群主撤回。"""

    code = "chats.not_yours"


class NotInOffice(Invalid):
    """成员必须是在岗人员，请核对后重新选择。"""

    code = "chats.not_in_office"


class WithOneself(Invalid):
    """不能与自己建立会话，请选择其他人员。"""

    code = "chats.with_oneself"


class TitleMissing(Invalid):
    """多人会话必须有名称，请填写群名称。"""

    code = "chats.title_missing"


class BodyUnfit(Invalid):
    """消息内容不符合要求：文字为 1 至 {limit} 字，卡片只写明事项类别和编号。"""

    code = "chats.body_unfit"


class CmidReused(Conflict):
    """该消息编号已用于另一条消息，请换用新的编号。"""

    code = "chats.cmid_reused"


class AlreadyIn(Conflict):
    """所选人员已在群中，请刷新后再办理。"""

    code = "chats.already_in"


class GroupFull(Conflict):
    """群成员不能超过 {limit} 人。"""

    code = "chats.group_full"


class NotAGroup(Conflict):
    """两人会话不能增减成员，请另建群。"""

    code = "chats.not_a_group"


class AlreadyRecalled(Conflict):
    """该消息已经撤回。"""

    code = "chats.already_recalled"


class NotRecallable(Conflict):
    """系统消息和撤回记录不能撤回。"""

    code = "chats.not_recallable"


class TooLate(Conflict):
    """发送已超过 {minutes} 分钟，不能撤回；如需撤回请联系群主。"""

    code = "chats.too_late"


class TooFast(TooMany):
    """发送过于频繁，请稍后再发。"""

    code = "chats.too_fast"
