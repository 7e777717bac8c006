from server.kit.errors import Conflict


class CalendarInvalid(Conflict):
    """工作日历文件有误（{reason}），请系统管理员更正。"""

    code = "workdays.calendar_invalid"
