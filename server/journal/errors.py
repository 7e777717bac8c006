from server.kit.errors import NotFound


class NoSuchSubject(NotFound):
    """没有该事项的办理记录，或者您无权查看。"""

    code = "journal.no_such_subject"
