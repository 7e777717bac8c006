"""文种与用语: what the regulation (党政机关公文处理工作条例) asks of a title and of the words of each kind."""

import re
from collections.abc import Callable, Iterator

from documents.typesetting.checks.elements import UPWARD, kind_of, without_end_mark
from documents.typesetting.checks.report import Flaw, Rule, Where
from documents.typesetting.checks.texts import texts_of
from documents.typesetting.model import Block, Document, Format
from documents.typesetting.profile import Strength
from server.intake.wording import ends_in_kind, formal_kind

REQUEST_PHRASES = ("请批示", "请审批", "请予批准", "请批准", "妥否", "当否", "请予审批", "请审议批准")
"""Wording that makes a report a request; a 报告 must not carry it (art. 15(4))."""
CLOSINGS = {
    "请示": ("请批示", "请审批", "请予批准", "请批准", "请予审批", "请审议批准", "请指示", "请批复", "请予批复"),
    "批复": ("此复", "特此批复"),
    "函": ("特此函达", "特此函告", "特此函复", "函复", "此函", "为盼", "为荷", "此复", "予以支持", "研究函告"),
    "议案": ("请审议", "提请审议", "请予审议"),
}
"""How the last paragraph of these kinds customarily ends (结束语)."""
FIXED = re.compile(r"特此(通知|通报|报告|公告|通告|批复|函告|函复|函达|请示)[。!！]?$")
_REGULATION = re.compile(r"《[^《》]*?(?:法|条例|办法|规定|细则|规则|准则|决定|章程|标准|公约)(?:（[^（）]*）)?》")
_BOOK = re.compile(r"《[^《》]*》")
_MANY = re.compile(r"(?:等|若干|有关|几个|两个|三个)(?:事项|问题)的请示$|关于.*(?:并|以及|和).*关于")
_REQUEST_NAMED = re.compile(r"请示》|〔\d{4}〕\d+号|来函|来文")


def carries_request(text: str) -> bool:
    """Whether a text asks for approval (请示事项), which a 报告 must not (条例 art. 15(4))."""
    return any(phrase in text for phrase in REQUEST_PHRASES)


def title_there(document: Document) -> Iterator[Flaw]:
    """Every document but an order has a title (art. 9(7))."""
    if not document.title.strip():
        yield Flaw(Where("标题"), "缺少标题", "发文机关名称＋事由＋文种")


def title_organ(document: Document) -> Iterator[Flaw]:
    """发文机关名称 opens the title (art. 9(7)); of a joint document the mark says it."""
    title = "".join(document.title.split())
    names = {document.organ, *(mark.removesuffix("文件") for mark in document.marks)} - {""}
    about = title.find("关于")
    if about == 0 or (names and about < 0 and not any(name in title for name in names)):
        yield Flaw(Where("标题"), title, "以发文机关名称开头")


def title_kind(document: Document) -> Iterator[Flaw]:
    """The title ends in the kind (art. 9(7)), the one of the document."""
    title, kind = "".join(document.title.split()), document.kind
    named = formal_kind(title)
    if not ends_in_kind(title) or (kind and named and kind.removeprefix("命") != named.removeprefix("命")):
        yield Flaw(Where("标题"), title, f"以文种「{kind}」结尾" if kind else "以文种结尾")


def title_end(document: Document) -> Iterator[Flaw]:
    """A title ends without punctuation."""
    return (flaw for text in texts_of(document) if text.element == "标题" for flaw in without_end_mark(text))


def title_books(document: Document) -> Iterator[Flaw]:
    """In titles only names of laws and regulations stand in 书名号."""
    for found in _BOOK.finditer(document.title):
        if not _REGULATION.fullmatch(found[0]):
            yield Flaw(Where("标题"), found[0], found[0].strip("《》"))


def one_matter(document: Document) -> Iterator[Flaw]:
    """请示 asks one thing (一文一事, art. 15(4)); the title betrays several."""
    if found := _MANY.search(document.title):
        yield Flaw(Where("标题"), found[0], "一文一事")


def one_addressee(document: Document) -> Iterator[Flaw]:
    """Upward documents go to one organ (art. 15(1))."""
    if re.search("[、，,；;]", document.main_addressees):
        yield Flaw(Where("主送机关"), document.main_addressees, "主送一个上级机关")


def no_request(document: Document) -> Iterator[Flaw]:
    """报告 carries no request (art. 15(4))."""
    for text in texts_of(document):
        if text.element == "正文" and carries_request(text.text):
            phrase = next(phrase for phrase in REQUEST_PHRASES if phrase in text.text)
            yield text.flaw(phrase, "报告中不夹带请示事项")


def request_cited(document: Document) -> Iterator[Flaw]:
    """批复 says which request it answers (art. 8(12))."""
    first = next((block.text for block in document.blocks if isinstance(block, Block)), "")
    if not _REQUEST_NAMED.search(first):
        yield Flaw(Where("正文", 1), first[:20], "先引述来文，如「你市《关于……的请示》（……〔2026〕8号）收悉」")


def letter_form(document: Document) -> Iterator[Flaw]:
    """函 goes to somebody, in the letter format (art. 8(14); 10.1)."""
    if not document.main_addressees:
        yield Flaw(Where("主送机关"), "缺少主送机关", "函须有主送机关")
    if document.format is not Format.LETTER:
        yield Flaw(Where("版头"), "通用格式", "信函格式")


def closing(document: Document) -> Iterator[Flaw]:
    """The customary last words of a kind."""
    kind = kind_of(document)
    last = document.blocks[-1].text if document.blocks else ""
    if not any(phrase in last for phrase in CLOSINGS[kind]):
        yield Flaw(Where("正文", len(document.blocks)), last[-20:], f"如「{CLOSINGS[kind][0]}。」")


def foreign_closing(document: Document) -> Iterator[Flaw]:
    """「特此……」 names the kind of this document and no other."""
    kind = kind_of(document)
    for number, block in enumerate(document.blocks, 1):
        found = FIXED.search(block.text) if len(block.text) < 30 else None
        if found and not found[1].startswith(kind):
            yield Flaw(Where("正文", number), found[0], f"与文种「{kind}」一致的结束语")


def _titled(document: Document) -> bool:
    return bool(document.title.strip()) and document.format in (Format.GENERAL, Format.LETTER)


def _alone(document: Document) -> bool:
    return _titled(document) and len(document.signatories) < 2 and len(document.marks) < 2


def _of(*kinds: str) -> Callable[[Document], bool]:
    return lambda document: kind_of(document) in kinds


R, U = Strength.REQUIRED, Strength.USUAL
RULES: tuple[Rule[Document], ...] = (
    Rule(
        "TL-9.7",
        "条例 第九条第七项",
        R,
        "写明标题。",
        lambda d: d.format is not Format.ORDER,
        title_there,
    ),
    Rule("TL-9.7-organ", "条例 第九条第七项", R, "标题由发文机关名称、事由和文种组成。", _alone, title_organ),
    Rule("TL-9.7-kind", "条例 第九条第七项", R, "标题以文种结尾，并与公文的文种一致。", _titled, title_kind),
    Rule("TL-9.7-end", "条例 第九条第七项", U, "标题末尾不用标点。", lambda d: d.title, title_end),
    Rule("TL-9.7-books", "条例 第九条第七项", U, "标题中除法规、规章名称外，一般不用书名号。", _titled, title_books),
    Rule(
        "TL-15.4-one",
        "条例 第十五条第四项",
        U,
        "请示应当一文一事，请核对标题是否并列了几件事。",
        _of("请示"),
        one_matter,
    ),
    Rule(
        "TL-15.1",
        "条例 第十五条第一项",
        U,
        "上行文原则上主送一个上级机关，需要时抄送其他机关。",
        _of(*UPWARD),
        one_addressee,
    ),
    Rule("TL-15.4", "条例 第十五条第四项", R, "报告中不得夹带请示事项，请另行请示。", _of("报告"), no_request),
    Rule("TL-8.12", "条例 第八条第十二项", U, "批复应当先引述来文。", _of("批复"), request_cited),
    Rule("GW-10.1-form", "10.1", U, "函一般用信函格式，写明主送机关。", _of("函"), letter_form),
    Rule("YY-closing", "行文惯例", Strength.ALLOWED, "可以用惯用的结束语收尾。", _of(*CLOSINGS), closing),
    Rule("YY-foreign", "行文惯例", U, "结束语应当与文种一致。", kind_of, foreign_closing),
)
"""Every rule that needs the whole document and knows of kinds."""
