from server.kit.errors import Invalid


class Classified(Invalid):
    """内容带有国家秘密标志。本系统不处理涉密内容，未予保存；请联系保密员，按机要渠道办理。"""

    code = "CLASSIFIED_NOT_ALLOWED"
