"""The fixed words that the format adds to a document's elements (格式用语), and the whole text it must print."""

from datetime import date

from documents.typesetting.model import Annex, Attendance, Closing, Document, Format

SIGNER_LABEL = "签发人："
ATTACHMENT_LABEL = "附件："
MAIN_LABEL = "主送："
DISTRIBUTION_LABEL = "分送："
COPY_LABEL = "抄送："
FILE = "文件"
ORDERS = ("命令", "令")
"""How the mark of an order ends (10.2)."""


def mark_parts(document: Document) -> tuple[tuple[str, ...], str]:
    """发文机关标志: the organs' names and the words to their right (7.2.4), 「文件」 or none.

    A letter shows the leading organ only (10.1), minutes their whole mark (10.3); where several organs give an
    order, its last word stands once to the right of them all (10.2).
    """
    marks = document.marks
    match document.format:
        case Format.GENERAL:
            return marks, FILE if marks and not document.bare_mark else ""
        case Format.ORDER if len(marks) > 1:
            word = next((word for word in ORDERS if all(mark.endswith(word) for mark in marks)), "")
            return tuple(mark.removesuffix(word) for mark in marks), word
        case Format.ORDER:
            return marks, ""
        case _:
            return marks[:1], ""


def mark_text(document: Document) -> str:
    """发文机关标志 as it is read: the names of the organs, then the word to their right."""
    organs, word = mark_parts(document)
    return "".join(organs) + word


def date_text(day: date | None) -> str:
    """A date in Arabic figures, months and days without a nought in front (7.3.5.4); empty for None."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def title_text(document: Document) -> str:
    """标题 where it is printed: an order has none, its number stands in its place (10.2)."""
    return "" if document.format is Format.ORDER else document.title


def adopted_text(document: Document) -> str:
    """题注 in its brackets, below the title."""
    return f"（{document.adopted}）" if document.adopted and title_text(document) else ""


def addressees_below_title(document: Document) -> bool:
    """Whether the format has a place for 主送机关 below the title; in orders and minutes they stand in the 版记."""
    return document.format in (Format.GENERAL, Format.LETTER)


def addressees_text(document: Document) -> str:
    """主送机关 with its closing colon (7.3.2)."""
    return f"{document.main_addressees}：" if document.main_addressees and addressees_below_title(document) else ""


def attachment_numbers(names: tuple[str, ...]) -> tuple[str, ...]:
    """「1.」 「2.」 for several attachments; a single one has no number (7.3.4)."""
    return ("",) if len(names) == 1 else tuple(f"{number}." for number in range(1, len(names) + 1))


def attendance_label(group: Attendance) -> str:
    """「出席：」, 「请假：」 or 「列席：」 (10.3)."""
    return f"{group.label}："


def signature_texts(document: Document) -> tuple[str, ...]:
    """What is printed of each organ that signs: its name (7.3.5.1, 7.3.5.2), beside a 签名章 the 职务 (7.3.5.3)."""
    signet = document.closing is Closing.SIGNET
    return tuple(each.position if signet else each.organ for each in document.signatories)


def note_text(document: Document) -> str:
    """附注 in its brackets (7.3.6)."""
    return f"（{document.note}）" if document.note else ""


def moved_addressees_text(document: Document) -> str:
    """主送机关 in the 版记, where the first page has no room for them (7.3.2) or the format no other place."""
    label = DISTRIBUTION_LABEL if document.format is Format.MINUTES else MAIN_LABEL
    return f"{label}{document.main_addressees}。" if document.main_addressees else ""


def copies_text(document: Document) -> str:
    """抄送机关 (7.4.2)."""
    return f"{COPY_LABEL}{document.cc}。" if document.cc else ""


def printer_text(document: Document) -> str:
    """印发机关 (7.4.3), which a letter does not name (10.1)."""
    return "" if document.format is Format.LETTER else document.printer


def printed_on_text(document: Document) -> str:
    """印发日期 (7.4.3), which a letter does not name (10.1)."""
    printed = document.printed_on and document.format is not Format.LETTER
    return f"{date_text(document.printed_on)}印发" if printed else ""


def text_of(document: Document, *, addressees_in_imprint: bool = False) -> str:
    """Every character that the typeset document must show, in printing order, page numbers aside.

    This is what is compared with the print (文本一致性): the elements with the words that the format adds.
    `addressees_in_imprint` is the form in which 主送机关 stand in the 版记; those of orders and minutes always do.
    The head of a table that goes on is counted once. White space carries no meaning.
    """
    in_imprint = addressees_in_imprint or not addressees_below_title(document)
    return "\n".join(
        part
        for part in (
            *_head(document),
            title_text(document),
            adopted_text(document),
            "" if in_imprint else addressees_text(document),
            *(block.text for block in document.blocks),
            _attachments(document.attachment_names),
            *(attendance_label(group) + group.names for group in document.attendance),
            *signature_texts(document),
            date_text(document.formed_on),
            note_text(document),
            *(_annex(annex) for annex in document.annexes),
            moved_addressees_text(document) if in_imprint else "",
            copies_text(document),
            printer_text(document),
            printed_on_text(document),
        )
        if part
    )


def _head(document: Document) -> tuple[str, ...]:
    """版头; a letter's mark stands above its 份号 and 紧急程度 (10.1)."""
    corner, mark = (document.copy_no, document.urgency), mark_text(document)
    if document.format is Format.LETTER:
        return mark, *corner, document.doc_number
    signers = SIGNER_LABEL + "".join(document.signers) if document.signers else ""
    return *corner, mark, document.doc_number, signers if document.format is Format.GENERAL else ""


def _attachments(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    numbers = attachment_numbers(names)
    return ATTACHMENT_LABEL + "\n".join(number + name for number, name in zip(numbers, names, strict=True))


def _annex(annex: Annex) -> str:
    return "\n".join([annex.label, annex.title, *(block.text for block in annex.blocks)])
