"""The fixed words that the format adds to a document's elements (格式用语), and the whole text it must print."""

from datetime import date

from documents.typesetting.model import Annex, Document

SIGNER_LABEL = "签发人："
ATTACHMENT_LABEL = "附件："
MAIN_LABEL = "主送："
COPY_LABEL = "抄送："


def mark_text(document: Document) -> str:
    """发文机关标志: the organ's name and 「文件」 (7.2.4)."""
    return document.marks[0] + ("" if document.bare_mark else "文件") if document.marks else ""


def date_text(day: date | None) -> str:
    """A date in Arabic figures, months and days without a nought in front (7.3.5.4); empty for None."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def addressees_text(document: Document) -> str:
    """主送机关 with its closing colon (7.3.2)."""
    return f"{document.main_addressees}：" if document.main_addressees else ""


def attachment_numbers(names: tuple[str, ...]) -> tuple[str, ...]:
    """「1.」 「2.」 for several attachments; a single one has no number (7.3.4)."""
    return ("",) if len(names) == 1 else tuple(f"{number}." for number in range(1, len(names) + 1))


def note_text(document: Document) -> str:
    """附注 in its brackets (7.3.6)."""
    return f"（{document.note}）" if document.note else ""


def moved_addressees_text(document: Document) -> str:
    """主送机关 moved into the 版记 because the first page had no room (7.3.2)."""
    return f"{MAIN_LABEL}{document.main_addressees}。"


def copies_text(document: Document) -> str:
    """抄送机关 (7.4.2)."""
    return f"{COPY_LABEL}{document.cc}。" if document.cc else ""


def printed_on_text(document: Document) -> str:
    """印发日期 (7.4.3)."""
    return f"{date_text(document.printed_on)}印发" if document.printed_on else ""


def text_of(document: Document, *, addressees_in_imprint: bool = False) -> str:
    """Every character that the typeset document must show, in printing order, page numbers aside.

    This is what is compared with the print (文本一致性): the elements with the words that the format adds.
    `addressees_in_imprint` is the form in which 主送机关 stand in the 版记. White space carries no meaning.
    """
    return "\n".join(
        part
        for part in (
            *_head(document),
            document.title,
            "" if addressees_in_imprint else addressees_text(document),
            *(block.text for block in document.blocks),
            _attachments(document.attachment_names),
            document.organ,
            date_text(document.formed_on),
            note_text(document),
            *(_annex(annex) for annex in document.annexes),
            moved_addressees_text(document) if addressees_in_imprint else "",
            copies_text(document),
            document.printer,
            printed_on_text(document),
        )
        if part
    )


def _head(document: Document) -> tuple[str, ...]:
    signers = SIGNER_LABEL + "".join(document.signers) if document.signers else ""
    return document.copy_no, document.urgency, mark_text(document), document.doc_number, signers


def _attachments(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    numbers = attachment_numbers(names)
    return ATTACHMENT_LABEL + "\n".join(number + name for number, name in zip(numbers, names, strict=True))


def _annex(annex: Annex) -> str:
    return "\n".join([annex.label, annex.title, *(block.text for block in annex.blocks)])
