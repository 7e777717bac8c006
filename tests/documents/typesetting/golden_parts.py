"""What the golden documents are made of: texts, tables and a picture of the fictional 甬江市."""

import struct
import zlib
from itertools import cycle, islice

from documents.typesetting.model import (
    Block,
    Cell,
    Figure,
    Table,
)

SENTENCES = (
    "各县（市、区）和市级有关部门要按照职责分工，认真抓好组织实施，重大情况及时报告市人民政府。",
    "到2027年底，全市“一网通办”事项比例达到95%以上，数据共享满足率达到98.5%，企业群众满意度明显提升。",
    "坚持问题导向、系统观念——既要补齐短板，也要扬优成势……做到“能通尽通、应联尽联”。",
    "由市大数据发展管理局牵头，建立健全公共数据平台（以下简称“平台”），统一接口、统一标准、统一运维。",
    "对照《甬江市公共数据管理办法》第12条的规定，按月通报进展，逾期未完成的，由市政府督查室予以督办。",
    "2026年市级财政安排专项资金3000万元，用于平台建设、系统改造和人员培训，做到专款专用、公开透明。",
    "要加强宣传引导，及时总结推广基层首创经验，营造全社会关心、支持、参与数字政府建设的良好氛围。",
)
HEADS = ("一、总体要求", "二、主要任务", "三、保障措施", "四、组织实施", "五、有关要求")
PARTS = ("（一）夯实数字底座。", "（二）推进数据共享。", "（三）优化政务服务。", "（四）强化安全保障。")


def text(paragraphs: int, start: int = 0) -> tuple[Block, ...]:
    """Running paragraphs of two sentences."""
    sentences = islice(cycle(SENTENCES), start, None)
    return tuple(Block(next(sentences) + next(sentences)) for _ in range(paragraphs))


def chapters(count: int) -> tuple[Block, ...]:
    """Chapters with headings of all four levels, on their own and with text behind them."""
    blocks: list[Block] = []
    for number, head in enumerate(HEADS[:count]):
        blocks += [Block(head, 1), *text(1, number), Block(PARTS[number % 4] + SENTENCES[number], 2)]
        blocks += [Block("（二）分步实施", 2), Block("1.摸清底数。" + SENTENCES[number + 1], 3)]
        blocks += [Block("2.压实责任。", 3), Block("（1）市级部门牵头抓总。", 4), Block("（2）县级部门具体落实。", 4)]
    return tuple(blocks)


def png(width: int, height: int) -> bytes:
    """A picture of two colours, chequered."""
    line = b"".join(b"\xc0\x30\x30" if x // 8 % 2 else b"\xf0\xf0\xf0" for x in range(width))
    data = zlib.compress(b"".join(b"\0" + (line if y // 8 % 2 else line[::-1]) for y in range(height)), 9)
    parts = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", data), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def cells(*texts: str) -> tuple[Cell, ...]:
    """A row of plain cells."""
    return tuple(map(Cell, texts))


TASKS = Table(
    (
        cells("序号", "任务", "牵头单位", "完成时限"),
        cells("1", "建成市级公共数据平台，实现市县两级全面贯通", "市大数据发展管理局", "2026年12月"),
        cells("2", "梳理“一件事”清单", "市政府办公室", "2027年3月"),
    ),
    caption="表1 重点任务分工表",
)
BUDGET = Table(
    (
        (Cell("单位", down=2), Cell("安排资金（万元）", across=2), Cell("备注", down=2)),
        cells("2026年", "2027年"),
        cells("城东区", "1200", "1350.5", "含上级补助"),
        (Cell("海曙岛"), Cell("整体纳入市本级预算", across=2), Cell("")),
    ),
    head=2,
    caption="表2 专项资金安排",
)
LEDGER = Table(
    (
        cells("序号", "事项名称", "责任单位"),
        *(cells(str(n), f"第{n}批便民利企事项及其办理规程", "市政务服务管理办公室") for n in range(1, 61)),
    ),
    caption="便民利企事项清单",
)
WIDE = Table(
    (
        cells("县（市、区）", *(f"{month}月" for month in range(1, 13)), "合计"),
        *(cells(f"第{n}县", *(str(n * month) for month in range(1, 13)), str(n * 78)) for n in range(1, 9)),
    ),
    caption="2026年各县（市、区）办件量统计表",
    landscape=True,
)
CHART = Figure(png(64, 40), 96.0, 60.0, "图1 平台总体架构")
