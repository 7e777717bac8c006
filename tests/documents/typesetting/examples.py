"""Documents of the fictional 甬江市, and the faces that pip installs, for the tests of the typesetting craft."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import settings

from documents.typesetting.fonts.faces import open_faces
from documents.typesetting.model import Block, Closing, Document, Signatory
from documents.typesetting.page import Page, Run, Tag

FACES = open_faces()
law = settings(deadline=None, max_examples=60)
"""The first example of a run opens the faces, which takes its time."""
SENTENCE = "各县（市、区）和市级有关部门要按照职责分工，认真抓好组织实施，重大情况及时报告市人民政府。"

NOTICE = Document(
    marks=("甬江市人民政府",),
    kind="通知",
    title="甬江市人民政府关于印发甬江市加快数字政府建设行动方案的通知",
    blocks=(Block("现将《甬江市加快数字政府建设行动方案》印发给你们，请认真贯彻执行。"),),
    signatories=(Signatory("甬江市人民政府"),),
    doc_number="甬政发〔2026〕16号",
    main_addressees="各县（市、区）人民政府，市政府各部门、各直属单位",
    formed_on=date(2026, 11, 2),
    note="此件公开发布",
    cc="市委各部门，市人大常委会办公室，市政协办公室，市监委，市中级法院，市检察院，甬江警备区",
    printer="甬江市人民政府办公室",
    printed_on=date(2026, 11, 3),
)


def notice(organ: str = NOTICE.organ, seal_diameter: float | None = 45.0, **changes: Any) -> Document:
    """The notice of one organ, which carries no seal where its diameter is None."""
    closing = Closing.UNSEALED if seal_diameter is None else Closing.SEAL
    signatories = (Signatory(organ, seal_diameter or 0.0),) if organ else ()
    return replace(NOTICE, **{"closing": closing, "signatories": signatories, **changes})


def rows_of_text(count: int) -> tuple[Block, ...]:
    """Paragraphs that fill exactly `count` rows of the grid."""
    return (Block(("甬江市" * 28 * count)[: 28 * count - 2]),)


def runs(pages: tuple[Page, ...], *tags: Tag) -> list[Run]:
    return [run for page in pages for run in page.runs if run.tag in tags]
