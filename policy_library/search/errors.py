from server.kit.errors import Invalid


class NothingAsked(Invalid):
    """请输入要检索的文字、文号或标题。"""

    code = "search.nothing_asked"
