"""Punctuation (标点) at the ends of lines: GB/T 15834-2011 clause 5.

The layout never changes a character; widening half-width marks is for import, see `intake.punctuation`.
"""

NO_START = frozenset("。．，、；：？！）〕】］》〉」』〗〙｝’”％℃‰℉°′″·・•—–－-～〜~…々,.;:?!)]}>%／/")
"""Never at the start of a line (避头, 5.1.1-5.1.9); 连接号, 间隔号 and 分隔号 included."""
NO_END = frozenset("（〔【［《〈「『〖〘｛‘“([{<￥＄￡￠¥$£№§／/")
"""Never at the end of a line (避尾, 5.1.3, 5.1.9)."""
LEFT_HALF = frozenset("。．，、；：？！）〕】］》〉」』〗〙｝’”")
"""Ink in the left half of the cell: the right half can be given up."""
RIGHT_HALF = frozenset("（〔【［《〈「『〖〘｛‘“")
"""Ink in the right half of the cell: the left half can be given up."""
PAIRED = "—…"
"""破折号 and 省略号 take two cells that are never parted (5.1.4, 5.1.5)."""
_UNITS = """
百分点 个百分点 平方公里 平方千米 平方米 立方米 千瓦时 兆瓦时 公里 千米 厘米 毫米 公顷 公斤 千克 毫克 千瓦 兆瓦
美元 欧元 人次 户次 工作日 个工作日 小时 分钟 个月 年度 年底 年初 年末 年代 月份 月底 周岁 年 月 日 时 分 秒 号
元 角 项 个 条 款 章 节 页 次 届 期 级 类 批 名 人 位 户 家 所 台 辆 架 艘 吨 克 斤 亩 顷 米 里 升 度 倍 成 天
周 岁 座 处 件 份 套 场 支 册 层 间 ℃ ％ ‰
"""
UNITS = tuple(sorted(_UNITS.split(), key=len, reverse=True))
"""A number is not parted from the unit behind it; the longest first."""
