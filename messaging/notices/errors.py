from server.kit.errors import NotFound


class NoSuchNotice(NotFound):
    """没有该待办或通知，或者您无权查看。"""

    code = "notices.no_such_notice"
