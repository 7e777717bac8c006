"""Page furniture (网页杂项): what a website or a printer put around the document."""

import re
from collections.abc import Sequence

from server.intake.elements import Piece, Reason, Unplaced

_FILE_NAME = re.compile(r"[^。]{1,150}\.(?:pdf|docx?|wps|xlsx?|pptx?|ofd|png|jpe?g|gif|bmp|zip|rar|mp4)", re.IGNORECASE)
_ATTACHMENT_LIST = re.compile(r"附件\s*[:\uff1a]")
_NUMBERED = re.compile(r"\d{1,2}[.\uff0e、]")
_LINKS = re.compile(r"相[关關](?:政策|文件|解读|解讀|稿件|新闻|阅读|链接|連結|附件){1,3}\s*[:\uff1a]?")
_MAX_LINKS = 20
_MAX_LINE = 200

_ANYWHERE = {
    Reason.SITE: re.compile(
        r"(?:当前位置|您的位置|您现在的位置|所在位置)\s*[:\uff1a].*|扫一扫.*|.*在手机(?:上)?打开(?:当前|此)页面?.*|返回顶部|返回首页"
        r"|(?:本文)?(?:已)?被?(?:阅读|浏览|点击)(?:次数|量|数)?\s*[:\uff1a]?\s*\d+\s*次?.*|(?:打印|关闭)(?:本页|窗口|页面)?|分享(?:到|至).*"
        r"|.{0,2}字(?:体|号)\s*[:\uff1a]\s*.?\s*大.{0,3}中.{0,3}小.{0,2}|版权所有.*|.*ICP备.*\d+号.*|.*公网安备.*|网站标识码.*"
        r"|[上下]一篇\s*[:\uff1a].*|(?:原文)?(?:链接|鏈接|連結)\s*[:\uff1a]\s*https?://\S+|https?://\S+|责任编辑\s*[:\uff1a].*|技术支持\s*[:\uff1a].*"
    ),
    Reason.PAGE_NUMBER: re.compile(r"[—–-]+\s*\d{1,4}\s*[—–-]+|第\s*\d+\s*页\s*[,\uff0c/]?\s*共\s*\d+\s*页"),
}
_AT_THE_END = {
    Reason.CONTACT: re.compile(
        r"(?:联系)?(?:电话|传真|手机|邮箱|电子邮箱|邮编|邮政编码|地址|E-?mail|网址)\s*[:\uff1a].*|(?:主办|承办|维护)单位\s*[:\uff1a].*",
        re.IGNORECASE,
    ),
    Reason.PAGE_NUMBER: re.compile(r"\d{1,4}"),
}


def take(pieces: Sequence[Piece]) -> tuple[list[Unplaced], list[Piece]]:
    """Part furniture from the document: (furniture, rest), both in order.

    Unmistakable lines go wherever they stand; contact lines, bare numbers and link lists only at the end.
    """
    marked = [(piece, _anywhere(piece.text, listed)) for piece, listed in zip(pieces, _in_list(pieces), strict=True)]
    kept = [piece for piece, reason in marked if reason is None]
    ending = _ending(kept)
    unplaced = [piece.unplaced(reason) for piece, reason in marked if reason]
    unplaced += [piece.unplaced(reason) for piece, reason in ending]
    return sorted(unplaced, key=lambda out: (out.span.number, out.span.start)), kept[: len(kept) - len(ending)]


def _in_list(pieces: Sequence[Piece]) -> list[bool]:
    """Which pieces belong to an attachment list 「附件:1.…」 (7.3.4): there a file name is an attachment's name."""
    listed, within = [], False
    for piece in pieces:
        within = bool(_ATTACHMENT_LIST.match(piece.text)) or (within and bool(_NUMBERED.match(piece.text)))
        listed.append(within)
    return listed


def _anywhere(text: str, listed: bool) -> Reason | None:
    if len(text) > _MAX_LINE or listed:
        return None
    if _FILE_NAME.fullmatch(text):
        return Reason.FILE_NAME
    return _first(_ANYWHERE, text)


def _first(patterns: dict[Reason, re.Pattern[str]], text: str) -> Reason | None:
    return next((reason for reason, pattern in patterns.items() if pattern.fullmatch(text)), None)


def _ending(pieces: Sequence[Piece]) -> list[tuple[Piece, Reason]]:
    """The run of furniture that ends the page."""
    links = _links_at(pieces)
    ending = [(piece, Reason.LINKS) for piece in pieces[links:]]
    for piece in reversed(pieces[:links]):
        reason = _first(_AT_THE_END, piece.text) if len(piece.text) <= _MAX_LINE else None
        if reason is None:
            break
        ending.insert(0, (piece, reason))
    return ending


def _links_at(pieces: Sequence[Piece]) -> int:
    """Where a list of related links begins; the end when there is none."""
    for at in range(max(0, len(pieces) - _MAX_LINKS), len(pieces)):
        if _LINKS.fullmatch(pieces[at].text) and not any("。" in piece.text for piece in pieces[at:]):
            return at
    return len(pieces)
