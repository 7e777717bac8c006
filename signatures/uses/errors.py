from server.kit.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany


class NoSuchUse(NotFound):
    """没有这项用印申请，或者您无权查看。"""

    code = "uses.no_such_use"


class NoSuchItem(NotFound):
    """该用印申请中没有这份文件。"""

    code = "uses.no_such_item"


class NoSuchFile(NotFound):
    """没有这份待用印文件，或者不是您提交的。"""

    code = "uses.no_such_file"


class FileElsewhere(NotFound):
    """公文的文件和证据包在公文中查看。"""

    code = "uses.file_elsewhere"


class NotSealedYet(NotFound):
    """该文件尚未用印。"""

    code = "uses.not_sealed_yet"


class NotOfTheOrgan(NotAllowed):
    """只有印章所属机关及其办公室的工作人员可以申请用印。"""

    code = "uses.not_of_the_organ"


class NotTheApprover(NotAllowed):
    """您不是该用印申请的审批人。"""

    code = "uses.not_the_approver"


class OwnRequest(NotAllowed):
    """申请人不能审批自己的用印申请。"""

    code = "uses.own_request"


class ApproverKeeps(NotAllowed):
    """审批人与监印人不能是同一人。"""

    code = "uses.approver_keeps"


class RequesterKeeps(NotAllowed):
    """申请人与监印人不能是同一人，请由另一名监印人用印。"""

    code = "uses.requester_keeps"


class WindowUnfit(Invalid):
    """用印期限应在今后开始或者正在其中，最长30天。"""

    code = "uses.window_unfit"


class NothingToSeal(Invalid):
    """用印申请至少列明一份文件，每份文件只列一次。"""

    code = "uses.nothing_to_seal"


class PlaceOutside(Invalid):
    """文件“{name}”第{page}页的用印位置不在纸面之内。"""

    code = "uses.place_outside"


class PlaceTwice(Invalid):
    """文件“{name}”同一用印位置列了两次。"""

    code = "uses.place_twice"


class BlankPaper(Invalid):
    """不得在空白页上用印：文件“{name}”第{page}页没有内容。"""

    code = "uses.blank_paper"


class StraddleUnfit(Invalid):
    """文件“{name}”只有一页，不能加盖骑缝章。"""

    code = "uses.straddle_unfit"


class OnePlaceOnly(Invalid):
    """文件“{name}”已有印章，只能再盖一处，不能加盖骑缝章。"""

    code = "uses.one_place_only"


class FormUnfit(Invalid):
    """OFD 文件“{name}”只能以电子签章（ses）形式用印。"""

    code = "uses.form_unfit"


class PageTooLarge(Invalid):
    """文件“{name}”第{page}页的幅面超过{limit}毫米，不能用印。"""

    code = "uses.page_too_large"


class NotReadable(Invalid):
    """文件“{name}”不能作为版式文件打开，不能用印。"""

    code = "uses.not_readable"


class TooManyPages(Invalid):
    """文件“{name}”超过{limit}页，请分开用印。"""

    code = "uses.too_many_pages"


class WordMissing(Invalid):
    """文件中没有“{word}”这几个字，请直接指定用印位置。"""

    code = "uses.word_missing"


class ReasonMissing(Invalid):
    """不予批准或者撤回用印申请必须写明理由。"""

    code = "uses.reason_missing"


class ActUnfit(Conflict):
    """用印申请目前的状态不能这样办理。"""

    code = "uses.act_unfit"


class SeenOther(Conflict):
    """用印申请与您看到的不一致，请重新查看后再审批。"""

    code = "uses.seen_other"


class NotApproved(Conflict):
    """用印申请没有获得批准，不能用印。"""

    code = "uses.not_approved"


class OutsideWindow(Conflict):
    """不在批准的用印期限之内，不能用印。"""

    code = "uses.outside_window"


class AskedAlready(Conflict):
    """该文件正在用印或者已经用印，一次批准只能用印一次。"""

    code = "uses.asked_already"


class NotAsked(Conflict):
    """该文件没有等待用印。"""

    code = "uses.not_asked"


class FileChanged(Conflict):
    """文件与批准用印的不一致，不能用印。"""

    code = "uses.file_changed"


class ApprovalDiffers(Conflict):
    """用印内容与批准的不一致，不能用印。"""

    code = "uses.approval_differs"


class OpenAlready(Conflict):
    """该文件正在以同一印章用印。"""

    code = "uses.open_already"


class CannotPress(Conflict):
    """不能用印：{reason}。"""

    code = "uses.cannot_press"


class NoSuchCode(NotFound):
    """没有这个验证码。请核对纸上的16位字符，或者向发文机关查询。"""

    code = "uses.no_such_code"


class TooManyLookups(TooMany):
    """您的网络地址查询验证码过于频繁，请稍后再试。"""

    code = "uses.too_many_lookups"
