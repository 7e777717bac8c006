from server.kit.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany


class CodeInvalid(Invalid):
    """机关代字应为2至20个汉字，不含年份、括号和序号。"""

    code = "issuing.code_invalid"


class CodeTaken(Conflict):
    """该机关代字已经登记，不能重复使用。"""

    code = "issuing.code_taken"


class CodeElsewhere(Invalid):
    """该机关代字不属于本发文机关，不能用于编号。"""

    code = "issuing.code_elsewhere"


class NotAnIssuer(Invalid):
    """该机关未经发文立户，不能登记机关代字。"""

    code = "issuing.not_an_issuer"


class NoSuchCode(NotFound):
    """没有登记过这个机关代字。"""

    code = "issuing.no_such_code"


class NotTheRegistrar(NotAllowed):
    """只有该机关的文书人员可以办理。"""

    code = "issuing.not_the_registrar"


class NotTheDispatcher(NotAllowed):
    """只有发文机关的分发人员可以补发。"""

    code = "issuing.not_the_dispatcher"


class NotNumbered(NotFound):
    """该公文尚未登记编号。"""

    code = "issuing.not_numbered"


class NotPrinted(NotFound):
    """该公文尚未印制，没有可以查看的版式文件。"""

    code = "issuing.not_printed"


class CannotPrint(Invalid):
    """公文无法排版（{reason}）。"""

    code = "issuing.cannot_print"


class PreviewRunning(TooMany):
    """您的上一次预览尚未完成，请稍后再试。"""

    code = "issuing.preview_running"


class NoSuchPage(NotFound):
    """公文没有这一页。"""

    code = "issuing.no_such_page"


class PrintDiffers(Conflict):
    """印制内容与签发稿不一致，不能继续办理。"""

    code = "issuing.print_differs"


class Unsigned(Conflict):
    """公文缺少发文机关署名或者成文日期，不能用印。"""

    code = "issuing.unsigned"


class SealElsewhere(Conflict):
    """印章与发文机关署名不一致，不能用印。"""

    code = "issuing.seal_elsewhere"


class SealAsked(Conflict):
    """该公文正在用印，请勿重复办理。"""

    code = "issuing.seal_asked"


class NotSentThere(NotFound):
    """该公文没有发给这个机关。"""

    code = "issuing.not_sent_there"


class AlreadyAnswered(Conflict):
    """该件已签收、已拒收或已退回，不能重复办理。"""

    code = "issuing.already_answered"


class NotRejected(Conflict):
    """只有被拒收、退回的公文可以补发。"""

    code = "issuing.not_rejected"
