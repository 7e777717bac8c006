from server.kit.errors import Conflict, NotFound


class NoSuchSubject(NotFound):
    """没有该事项的办理记录，或者您无权查看。"""

    code = "journal.no_such_subject"


class WitnessAltered(Conflict):
    """办理日志的库外见证或其密钥被改动，不可采信。"""

    code = "journal.witness_altered"
