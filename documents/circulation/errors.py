from server.kit.errors import Conflict, Invalid, NotAllowed, NotFound


class NoSuchCirculation(NotFound):
    """没有这份传阅件，或者您无权查看。"""

    code = "circulation.no_such_circulation"


class NoSuchInstruction(NotFound):
    """没有这条批示，或者您无权查看。"""

    code = "circulation.no_such_instruction"


class NotTheClerk(NotAllowed):
    """只有本机关办公室和文书人员可以办理传阅；阅件人之间不得横传。"""

    code = "circulation.not_the_clerk"


class NotTheOffice(NotAllowed):
    """只有本机关办公室可以落实批示。"""

    code = "circulation.not_the_office"


class NotALeader(NotAllowed):
    """只有请您批示的公文，或者传阅给您的公文，本机关领导方可批示；代为批示的，委托范围须包括签发。"""

    code = "circulation.not_a_leader"


class NotOpen(Conflict):
    """来文尚未签收，或者已经办结、退回，不能传阅。"""

    code = "circulation.not_open"


class Closed(Conflict):
    """传阅已经结束。"""

    code = "circulation.closed"


class AlreadyReading(Conflict):
    """阅件人有重复，或者该件已在传阅给其中的人员。"""

    code = "circulation.already_reading"


class NotOpened(Conflict):
    """请先“打开”传阅件，再查看文件、确认已阅或者批示。"""

    code = "circulation.not_opened"


class AlreadyConfirmed(Conflict):
    """您已经确认过已阅，无需重复确认。"""

    code = "circulation.already_confirmed"


class AlreadyRecalled(Conflict):
    """传阅已经撤回，请勿重复办理。"""

    code = "circulation.already_recalled"


class OneReaderOnly(Conflict):
    """专送只送一人；送多人的，请采用循序或者同时传阅。"""

    code = "circulation.one_reader_only"


class TooManyReaders(Invalid):
    """一次传阅最多200人。"""

    code = "circulation.too_many_readers"


class NobodyNamed(Invalid):
    """请至少选择一位阅件人。"""

    code = "circulation.nobody_named"


class ReaderElsewhere(Invalid):
    """传阅和批示只能送本机关和直接下级单位的在职人员。"""

    code = "circulation.reader_elsewhere"


class PlaceElsewhere(Invalid):
    """承办单位应是本机关内设机构或者直接下级机关，不得重复。"""

    code = "circulation.place_elsewhere"


class NotAReader(Invalid):
    """所选人员不在本次传阅范围内。"""

    code = "circulation.not_a_reader"


class PurposeMissing(Invalid):
    """请写明传阅事由。"""

    code = "circulation.purpose_missing"


class ReasonMissing(Invalid):
    """请写明理由。"""

    code = "circulation.reason_missing"


class WrongPage(Conflict):
    """公文目前的环节不能在此处批示，请刷新后再办理。"""

    code = "circulation.wrong_page"


class FileChanged(Conflict):
    """您看到的文件与现有文件不一致，请重新查看后再批示。"""

    code = "circulation.file_changed"


class CodeUnfit(Invalid):
    """批示用语不适用于该页面，请从该页面的常用批示中选一项。"""

    code = "circulation.code_unfit"


class OneCodeDecides(Invalid):
    """批示须有一项、且只有一项主要批示，“阅知”“督办”可以同时附上，用语不得重复。"""

    code = "circulation.one_code_decides"


class WordsMissing(Invalid):
    """该批示须写明具体意见。"""

    code = "circulation.words_missing"


class PersonMissing(Invalid):
    """请写明由哪位同志阅示、阅处或者阅知；请阅示的只写一位。"""

    code = "circulation.person_missing"


class PlacesMissing(Invalid):
    """请写明由哪些单位承办。"""

    code = "circulation.places_missing"


class DuePast(Invalid):
    """办理时限不能早于今天。"""

    code = "circulation.due_past"


class AlreadyHeld(Conflict):
    """该件已经批示暂缓，请勿重复批示。"""

    code = "circulation.already_held"


class NotAnOrder(Conflict):
    """该批示没有交办要求，不能据此交办。"""

    code = "circulation.not_an_order"


class AlreadySettled(Conflict):
    """该批示已经落实，请勿重复办理。"""

    code = "circulation.already_settled"


class TaskStays(Conflict):
    """退回重办由原主办单位按原任务继续办理，这里只需确认，不另定单位、时限和要求。"""

    code = "circulation.task_stays"
