"""Documents of the fictional 甬江市 over all fifteen kinds and all formats: what every writer and check is tried on."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from documents.typesetting.formats.layout import layout
from documents.typesetting.model import Annex, Attendance, Block, BodyPart, Closing, Document, Format, Signatory
from documents.typesetting.page import Layout
from tests.documents.typesetting.examples import FACES, rows_of_text
from tests.documents.typesetting.golden_parts import BUDGET, CHART, LEDGER, TASKS, WIDE, chapters, text

CITY, OFFICE, PARTY = "甬江市人民政府", "甬江市人民政府办公室", "中共甬江市委"
REFORM, FINANCE, DATA = "甬江市发展和改革委员会", "甬江市财政局", "甬江市大数据发展管理局"
HEALTH, TRANSPORT = "甬江市卫生健康委员会", "甬江市交通运输局"
COUNTIES = "各县（市、区）人民政府，市政府各部门、各直属单位"
COPIES = "市委各部门，市人大常委会办公室，市政协办公室，市监委，市中级法院，市检察院，甬江警备区"
SIGNED, PRINTED = date(2026, 11, 2), date(2026, 11, 13)


def document(title: str, organs: Iterable[str] = (CITY,), /, **changes: Any) -> Document:
    """A sealed document of `organs`, the 文种 being the last word of its title."""
    names = tuple(organs)
    base = Document(
        title=title,
        blocks=text(3),
        marks=names,
        kind="函" if title.endswith("函") else title[-2:],
        signatories=tuple(Signatory(name) for name in names),
        doc_number="甬政发〔2026〕16号",
        main_addressees=COUNTIES,
        formed_on=SIGNED,
        cc=COPIES,
        printer=OFFICE,
        printed_on=PRINTED,
    )
    return replace(base, **changes)


def _notices() -> dict[str, Document]:
    """通知: one organ, one seal; what may stand on the first page and behind the signature."""
    title = "甬江市人民政府关于加快数字政府建设的通知"
    plan = Annex("甬江市加快数字政府建设行动方案", chapters(4))
    printing = document(
        "甬江市人民政府关于印发甬江市加快数字政府建设行动方案的通知",
        blocks=(Block("现将《甬江市加快数字政府建设行动方案》印发给你们，请认真贯彻执行。"),),
    )
    long_names = (
        "甬江市公共数据授权运营管理办法实施细则（试行）及其配套的数据分类分级目录、共享责任清单",
        "2026年度市级数字化改革重点项目计划表",
    )
    return {
        "通知": document(title, note="此件公开发布"),
        "通知 长文": document(title, blocks=chapters(5)),
        "通知 份号、紧急程度": document(title, copy_no="000001", urgency="特急"),
        "通知 不加文件": document(title, bare_mark=True),
        "通知 短标题": document("关于放假的通知"),
        "通知 长标题": document(
            "甬江市人民政府关于进一步加强全市危险化学品安全生产综合治理和重点行业领域重大事故隐患专项排查整治工作的通知"
        ),
        "通知 印发": replace(printing, annexes=(plan,)),
        "通知 印发、两个附件": replace(
            printing, annexes=(plan, Annex("重点任务分工表", text(2), "附件1"), Annex("责任清单", text(9), "附件2"))
        ),
        "通知 一个附件": document(
            title, attachment_names=("重点任务分工表",), annexes=(Annex("重点任务分工表", (TASKS,), "附件"),)
        ),
        "通知 附件名长": document(
            title,
            attachment_names=long_names,
            annexes=tuple(Annex(name, text(2), f"附件{n}") for n, name in enumerate(long_names, 1)),
        ),
        "通知 十个附件": document(title, attachment_names=tuple(f"第{n}批事项清单" for n in range(1, 11))),
        "通知 主送移至版记": document(title, main_addressees="甬江市有关单位，" * 40 + "各有关单位"),
        "通知 无版记": document(title, cc="", printer="", printed_on=None),
        "通知 版记独占偶数页": document(title, blocks=rows_of_text(3), cc=COPIES * 6),
        "通知 版记前有空白页": document(title, blocks=rows_of_text(28), cc=COPIES * 9),
        "通知 大印章": document(title, signatories=(Signatory(CITY, 50.0),)),
        "通知 署名长": document(title, (f"{CITY}办公室机关事务管理服务中心",)),
    }


def _with_tables() -> dict[str, Document]:
    """通报 and 报告 with tables and figures: in the text, merged, over pages, across the paper."""
    before, after = text(1), text(2, 3)

    def report(*parts: BodyPart) -> Document:
        return document("甬江市人民政府办公室关于2026年数字政府建设进展情况的通报", (OFFICE,), blocks=parts)

    return {
        "通报 表格": report(*before, TASKS, *after),
        "通报 合并单元格": report(*before, BUDGET, *after),
        "通报 长表格": report(*before, LEDGER, *after),
        "通报 横排表格": report(*text(2), WIDE, *after),
        "通报 表格在末": report(*text(2), TASKS),
        "通报 图": report(*before, CHART, *after),
        "通报 附件为横排表格": replace(
            report(*text(2)), attachment_names=("统计表",), annexes=(Annex("统计表", (WIDE,), "附件"),)
        ),
    }


def _upward() -> dict[str, Document]:
    """请示 and 报告: 签发人 beside the number."""
    names = ("张某", "李某某", "欧阳某某", "王某", "赵某某")
    ask = document(
        "甬江市人民政府关于设立甬江市公共数据运营机构的请示",
        main_addressees="省人民政府",
        note="联系人：张某，联系电话：0574-12345678",
        blocks=(*text(2), Block("妥否，请批示。")),
    )
    tell = document(
        "甬江市人民政府关于2026年度法治政府建设情况的报告", main_addressees="省人民政府", blocks=chapters(2)
    )
    three = (REFORM, FINANCE, DATA)
    return {
        "请示": replace(ask, signers=names[:1]),
        "请示 两个签发人": replace(ask, signers=names[:2]),
        "报告": replace(tell, signers=names[:1]),
        "报告 三个签发人": replace(
            tell,
            title="关于2026年度公共数据工作情况的报告",
            marks=three,
            signatories=tuple(map(Signatory, three)),
            signers=names[:3],
            blocks=text(4),
        ),
        "报告 五个签发人": replace(tell, bare_mark=True, signers=names),
    }


def _joint() -> dict[str, Document]:
    """联合行文: several organs, in the mark and under the text."""
    five = (REFORM, FINANCE, DATA, HEALTH, TRANSPORT)
    title = "关于推进公共数据资源开发利用的意见"
    return {
        "意见 两机关联合": document(title, (PARTY, CITY)),
        "意见 三机关联合": document(title, five[:3]),
        "意见 五机关联合": document(title, five, blocks=text(5)),
        "意见 五机关不盖章": document(title, five, closing=Closing.UNSEALED, blocks=text(4)),
        "意见 联合、主办机关标志": document(title, five[:3], marks=five[:1]),
        "通知 两机关办公室": document(
            "关于做好2027年春节期间有关工作的通知", ("中共甬江市委办公室", OFFICE), copy_no="000123", urgency="加急"
        ),
    }


def _published() -> dict[str, Document]:
    """公布性文件: without 主送机关, some with 题注, without seal or imprint."""
    open_to_all: dict[str, Any] = {"main_addressees": "", "cc": "", "printer": "", "printed_on": None}
    congress = "2026年11月2日甬江市第十五届人民代表大会常务委员会第三十次会议通过"
    assembly = {**open_to_all, "closing": Closing.UNSEALED, "doc_number": ""}
    bulletin = document("2026年甬江市国民经济和社会发展统计公报", ("甬江市统计局",), bare_mark=True, **open_to_all)
    return {
        "决议": document(
            "甬江市人民代表大会常务委员会关于加强数字政府建设的决议",
            ("甬江市人民代表大会常务委员会",),
            bare_mark=True,
            adopted=congress,
            **assembly,
        ),
        "决定": document(
            "甬江市人民政府关于修改《甬江市公共数据管理办法》的决定",
            adopted="2026年10月30日市政府第88次常务会议审议通过",
            blocks=chapters(2),
        ),
        "公报": replace(bulletin, closing=Closing.UNSEALED, blocks=(*text(2), TASKS, *text(3, 2), CHART)),
        "公告": document("甬江市人民政府关于调整禁渔期的公告", bare_mark=True, **open_to_all),
        "通告": document(
            "甬江市公安局甬江市交通运输局关于加强环城道路交通管理的通告",
            ("甬江市公安局", TRANSPORT),
            closing=Closing.UNSEALED,
            **open_to_all,
        ),
    }


def _signed_by_hand() -> dict[str, Document]:
    """命令(令) and 议案: 签名章 in the seal's stead."""
    mayor = (Signatory(CITY, position="市长", name="张某"),)
    order = document(
        "甬江市公共数据管理办法公布令",
        marks=("甬江市人民政府令",),
        kind="命令",
        format=Format.ORDER,
        closing=Closing.SIGNET,
        signatories=mayor,
        doc_number="第12号",
        main_addressees="",
        blocks=(
            Block(
                "《甬江市公共数据管理办法》已经2026年10月30日市政府第88次常务会议审议通过，现予公布，自2027年1月1日起施行。"
            ),
        ),
    )
    organs = (("甬江市公安局", "甬江市公安局局长", "李某某"), (TRANSPORT, "甬江市交通运输局局长", "欧阳某某"))
    heads = tuple(Signatory(organ, position=position, name=name) for organ, position, name in organs)
    bill = document(
        "甬江市人民政府关于提请审议《甬江市数据条例（草案）》的议案",
        closing=Closing.SIGNET,
        signatories=mayor,
        main_addressees="市人民代表大会常务委员会",
    )
    return {
        "命令": order,
        "命令 附办法": replace(order, annexes=(Annex("甬江市公共数据管理办法", chapters(3)),)),
        "命令 联合": replace(order, marks=("甬江市公安局令", f"{TRANSPORT}令"), signatories=heads, doc_number="第3号"),
        "议案": bill,
        "议案 职务长": replace(bill, signatories=(replace(mayor[0], position="甬江市人民政府市长"),), blocks=text(5)),
    }


def _letters() -> dict[str, Document]:
    """函 and 批复 in the form of letters, of one page and more."""
    letter = document(
        "甬江市人民政府关于商请支持建设区域数据中心的函",
        bare_mark=True,
        format=Format.LETTER,
        doc_number="甬政函〔2026〕8号",
        main_addressees="省发展和改革委员会",
        blocks=(*text(1), Block("特此致函，请予支持为盼。")),
        cc="省财政厅，省大数据发展管理局",
        printer="",
        printed_on=None,
    )
    reply = replace(letter, title="甬江市人民政府关于同意设立甬江市公共数据运营机构的批复", kind="批复")
    return {
        "函": letter,
        "函 份号、紧急程度": replace(letter, copy_no="000007", urgency="特急", note="此件依申请公开"),
        "函 两页": replace(letter, blocks=text(7)),
        "函 三页": replace(letter, blocks=chapters(3), attachment_names=("项目清单", "资金测算表")),
        "函 联合": replace(letter, marks=(REFORM, FINANCE), signatories=(Signatory(REFORM), Signatory(FINANCE)), cc=""),
        "函 附件": replace(letter, attachment_names=("清单",), annexes=(Annex("清单", (BUDGET,), "附件"),)),
        "批复": replace(reply, main_addressees="城东区人民政府", blocks=text(3)),
    }


def _minutes() -> dict[str, Document]:
    """纪要: who was there instead of who signed."""
    minutes = document(
        "研究部署数字政府建设工作",
        marks=(f"{CITY}常务会议纪要",),
        kind="纪要",
        format=Format.MINUTES,
        closing=Closing.UNSEALED,
        signatories=(),
        doc_number="〔2026〕18号",
        main_addressees="",
        formed_on=None,
        attendance=(
            Attendance("出席", "张某　李某某　欧阳某某　王某　赵某某　孙某　周某某　吴某　郑某某　冯某　陈某某　褚某"),
            Attendance("请假", "卫某某"),
            Attendance("列席", "蒋某（市人大常委会）　沈某某（市政协）　韩某（市发展改革委）　杨某某（市财政局）"),
        ),
    )
    return {
        "纪要": minutes,
        "纪要 长文": replace(minutes, blocks=chapters(4), doc_number="第18期", note="会议材料另送"),
        "纪要 专题": replace(
            minutes,
            marks=("甬江市数据工作专题会议纪要",),
            attendance=minutes.attendance[:1],
            main_addressees="市级有关部门",
            cc="",
        ),
    }


GOLDEN: dict[str, Document] = {
    **_notices(),
    **_with_tables(),
    **_upward(),
    **_joint(),
    **_published(),
    **_signed_by_hand(),
    **_letters(),
    **_minutes(),
}
"""By 文种 and what is special about each."""


@cache
def laid(name: str) -> Layout:
    """The layout of a golden document by the standard, set once."""
    return layout(GOLDEN[name], FACES)
