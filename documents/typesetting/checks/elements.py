"""要素: each element of clause 7 as the standard wants it written, on the words of a document alone."""

import re
from collections.abc import Iterator
from itertools import takewhile

from documents.typesetting.checks.report import Edit, Flaw, Rule, Where, always
from documents.typesetting.checks.texts import Text, texts_of
from documents.typesetting.model import Document, Format
from documents.typesetting.profile import Strength
from documents.typesetting.wording import date_text
from server.intake.wording import formal_kind, same_name

END_MARKS = "。.，,、；;：:！!？?"
"""Marks that end no title, no name of an attachment, no list of organs: where one belongs, the format adds it."""
UPWARD = frozenset({"请示", "报告"})
"""Kinds that only go up, to whoever stands above (行文方向)."""
SIGNED_UPWARD = UPWARD | {"意见"}
UNDATED = frozenset({"纪要", "公报"})
URGENCIES = ("特急", "加急")
_COPY_NO = re.compile(r"\d{6}")
_NUMBER = re.compile(r"(?P<code>[^〔（(\[]+)[〔（(\[](?P<year>\d+)[〕）)\]](?P<ordinal>第?)(?P<noughts>0*)(?P<n>\d+)号")
_OWN_NUMBER = re.compile(r"\d{1,2}[.．、]|[（(]?[一二三四五六七八九十\d]{1,2}[)）]")


def kind_of(document: Document) -> str:
    """文种: what the document says it is, else what its title ends in; empty where neither does."""
    return document.kind or formal_kind(document.title)


def ends_in_mark(text: str) -> bool:
    """Whether a title or a name ends in a punctuation mark, as none does."""
    return text.rstrip()[-1:] in tuple(END_MARKS)


def attachments_differ(names: tuple[str, ...], titles: tuple[str, ...]) -> bool:
    """Whether 附件说明 and the attachments' own titles are not the same words in the same order (7.3.4, 7.3.7)."""
    return bool(titles) and names != titles


def copy_no(document: Document) -> Iterator[Flaw]:
    """份号: six Arabic figures (7.2.1)."""
    if not _COPY_NO.fullmatch(document.copy_no):
        yield Flaw(Where("份号"), document.copy_no, "6 位阿拉伯数字，如 000001")


def urgency(document: Document) -> Iterator[Flaw]:
    """紧急程度: 特急 or 加急 (7.2.3)."""
    if "".join(document.urgency.split()) not in URGENCIES:
        yield Flaw(Where("紧急程度"), document.urgency, "「特急」或者「加急」")


def number_form(document: Document) -> Iterator[Flaw]:
    """发文字号: the organ's code, the full year in brackets, the running number (7.2.5)."""
    found = _NUMBER.fullmatch(document.doc_number)
    if not found or len(found["year"]) != 4:
        yield Flaw(Where("发文字号"), document.doc_number, "机关代字〔四位年份〕顺序号，如「甬政发〔2026〕16号」")


def number_ordinal(document: Document) -> Iterator[Flaw]:
    """The running number carries no 「第」 (7.2.5)."""
    found = _NUMBER.fullmatch(document.doc_number)
    if found and found["ordinal"]:
        yield Flaw(Where("发文字号"), document.doc_number, document.doc_number.replace("第", ""))


def number_noughts(document: Document) -> Iterator[Flaw]:
    """The running number is not padded: 1, not 01 (7.2.5)."""
    found = _NUMBER.fullmatch(document.doc_number)
    if found and found["noughts"]:
        text = Text(("doc_number",), "发文字号", document.doc_number)
        yield text.flaw(document.doc_number, f"{found['n']}号", Edit(*found.span("noughts"), ""))


def signers(document: Document) -> Iterator[Flaw]:
    """签发人 on upward documents and on no others (7.2.6)."""
    kind = kind_of(document)
    if kind in UPWARD and not document.signers:
        yield Flaw(Where("签发人"), "未标注签发人", "上行文标注签发人姓名")
    if kind and kind not in SIGNED_UPWARD and document.signers:
        yield Flaw(Where("签发人"), "、".join(document.signers), f"{kind}不是上行文，不标注签发人")


def end_marks(document: Document) -> Iterator[Flaw]:
    """主送机关, 附件名称, 抄送机关 are written without an end mark (7.3.2, 7.3.4, 7.4.2)."""
    for text in texts_of(document):
        if text.element in ("主送机关", "附件说明", "附件标题", "抄送机关"):
            yield from without_end_mark(text)


def without_end_mark(text: Text) -> Iterator[Flaw]:
    """A flaw if the text ends in punctuation; its fix leaves that away."""
    end = len(text.text.rstrip(END_MARKS + " \u3000"))
    if ends_in_mark(text.text) and end:
        yield text.flaw(text.text[end:].strip(), "末尾不加标点", Edit(end, len(text.text), ""))


def attachment_numbers(document: Document) -> Iterator[Flaw]:
    """The format numbers the attachments; a number in the name would stand there twice (7.3.4)."""
    for text in texts_of(document):
        if text.element == "附件说明" and (found := _OWN_NUMBER.match(text.text)):
            yield text.flaw(found[0], "名称前的序号由排版加印")


def attachments_alike(document: Document) -> Iterator[Flaw]:
    """附件说明 and annexes agree in names and order (7.3.7); what follows an object of 印发 are that one's annexes."""
    own = takewhile(lambda annex: annex.label, document.annexes)
    titles = tuple(annex.title for annex in own)
    names = document.attachment_names
    if titles and len(titles) != len(names):
        yield Flaw(Where("附件说明"), f"列有 {len(names)} 个附件", f"随文有 {len(titles)} 个附件")
        return
    for number, (name, title) in enumerate(zip(names, titles, strict=False), 1):
        if attachments_differ((name,), (title,)) and not same_name(name, title):
            yield Flaw(Where("附件说明", number), name, title)


def annex_labels(document: Document) -> Iterator[Flaw]:
    """「附件」 alone, or 「附件1」 「附件2」 in order (7.3.7)."""
    labels = [annex.label for annex in document.annexes if annex.label]
    wanted = ["附件"] if len(labels) == 1 and len(document.attachment_names) < 2 else []
    wanted = wanted or [f"附件{number}" for number in range(1, len(labels) + 1)]
    for number, (label, right) in enumerate(zip(labels, wanted, strict=True), 1):
        if "".join(label.split()).rstrip("：:") != right:
            yield Flaw(Where("附件序号", number), label, right)


def text_there(document: Document) -> Iterator[Flaw]:
    """正文 (7.3.3)."""
    if not document.blocks:
        yield Flaw(Where("正文"), "缺少正文", "公文首页必须显示正文")


def date_there(document: Document) -> Iterator[Flaw]:
    """成文日期 stands under every document that is signed (7.3.5.4)."""
    if document.formed_on is None:
        yield Flaw(Where("成文日期"), "缺少成文日期", "年、月、日俱全的阿拉伯数字")


def organ_there(document: Document) -> Iterator[Flaw]:
    """发文机关署名 (7.3.5)."""
    if not document.organ:
        yield Flaw(Where("发文机关署名"), "缺少发文机关署名", "发文机关全称或者规范化简称")


def note_brackets(document: Document) -> Iterator[Flaw]:
    """附注 is written without the brackets that the format adds (7.3.6)."""
    note = document.note
    if note[0] in "（(" and note[-1] in "）)":
        inside = note[1:-1]
        if not set(inside) & set("（()）"):
            text = Text(("note",), "附注", note)
            yield text.flaw(note, inside, Edit(0, 1, ""), Edit(len(note) - 1, len(note), ""))


def imprint_order(document: Document) -> Iterator[Flaw]:
    """A document is printed when it has been formed (7.4.3)."""
    day, printed = document.formed_on, document.printed_on
    if day and printed and printed < day:
        yield Flaw(Where("印发日期"), date_text(printed), f"不早于成文日期{date_text(day)}")


def imprint_whole(document: Document) -> Iterator[Flaw]:
    """印发机关 and 印发日期 stand side by side (7.4.3)."""
    if bool(document.printer) != bool(document.printed_on):
        missing = "印发日期" if document.printer else "印发机关"
        yield Flaw(Where("版记"), f"缺少{missing}", "印发机关和印发日期")


def _numbered(document: Document) -> bool:
    return bool(document.doc_number) and document.format in (Format.GENERAL, Format.LETTER)


def _signed(document: Document) -> bool:
    return kind_of(document) not in UNDATED and document.format is not Format.MINUTES


def _listed(document: Document) -> bool:
    return bool(document.attachment_names or document.annexes)


R, U = Strength.REQUIRED, Strength.USUAL
RULES: tuple[Rule[Document], ...] = (
    Rule("GW-7.2.1", "7.2.1", U, "份号一般用 6 位阿拉伯数字。", lambda d: d.copy_no, copy_no),
    Rule("GW-7.2.3", "7.2.3", R, "紧急程度写「特急」或者「加急」。", lambda d: d.urgency, urgency),
    Rule("GW-7.2.5-form", "7.2.5", R, "发文字号由机关代字、年份、顺序号组成，年份标全称。", _numbered, number_form),
    Rule("GW-7.2.5-ordinal", "7.2.5", R, "发文顺序号前不加「第」字。", _numbered, number_ordinal),
    Rule("GW-7.2.5-noughts", "7.2.5", R, "发文顺序号不编虚位，1 不编为 01。", _numbered, number_noughts),
    Rule("GW-7.2.6", "7.2.6", R, "上行文标注签发人，其他公文不标注。", kind_of, signers),
    Rule("GW-7.3.3", "7.3.3", R, "写明正文。", always, text_there),
    Rule(
        "GW-7.3.4-marks",
        "7.3.4",
        R,
        "附件名称和主送、抄送机关末尾的标点由排版加印，文稿中不写。",
        lambda d: d.attachment_names or d.main_addressees or d.cc,
        end_marks,
    ),
    Rule("GW-7.3.4-numbers", "7.3.4", R, "附件名称前不另写序号。", lambda d: d.attachment_names, attachment_numbers),
    Rule("GW-7.3.5", "7.3.5", R, "署明发文机关。", _signed, organ_there),
    Rule("GW-7.3.5.4-date", "7.3.5.4", R, "写明成文日期。", _signed, date_there),
    Rule("GW-7.3.6", "7.3.6", R, "附注的圆括号由排版加印，文稿中不写。", lambda d: d.note, note_brackets),
    Rule("GW-7.3.7-names", "7.3.7", R, "附件名称和顺序应当与附件说明一致。", _listed, attachments_alike),
    Rule("GW-7.3.7-labels", "7.3.7", R, "附件序号应当与附件说明一致，依次编写。", lambda d: d.annexes, annex_labels),
    Rule("GW-7.4.3-order", "7.4.3", R, "印发日期为送印日期，不早于成文日期。", lambda d: d.printed_on, imprint_order),
    Rule("GW-7.4.3", "7.4.3", R, "版记写明印发机关和印发日期。", lambda d: d.printer or d.printed_on, imprint_whole),
)
