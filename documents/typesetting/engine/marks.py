"""Punctuation (标点) at the ends of lines: GB/T 15834-2011 clause 5.

The layout never changes a character; widening half-width marks is for import, see `intake.punctuation`.
"""

NO_START = frozenset("。，、；：？！）〕】》〉」』〗’”％℃‰℉°′″·～—…々,.;:?!)]}>%／/")
"""Never at the start of a line (避头); 连接号 and 间隔号 included."""
NO_END = frozenset("（〔【《〈「『〖‘“([{<￥￡$№／/")
"""Never at the end of a line (避尾)."""
LEFT_HALF = frozenset("。，、；：？！）〕】》〉」』〗’”")
"""Ink in the left half of the cell: the right half can be given up."""
RIGHT_HALF = frozenset("（〔【《〈「『〖‘“")
"""Ink in the right half of the cell: the left half can be given up."""
PAIRED = "—…"
"""破折号 and 省略号 take two cells that are never parted."""
UNITS = frozenset("年月日时分秒号元％℃‰项个条次岁万亿")
"""A number is not parted from these."""
