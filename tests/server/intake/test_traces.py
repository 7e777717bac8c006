"""Who changed or remarked what stands at the right characters, whatever is cut off and cleaned around it."""

from datetime import UTC, datetime

import docx
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from server.intake import traces
from server.intake.blocks import Block, Mark, MarkKind
from server.intake.elements import Recognised
from server.intake.recognise import read, recognise
from server.intake.source import Line, Loss, Source, numbered, visible

from .test_docx import of, saved, text
from .test_gate import TYPE, zipped
from .test_recognise import DIRT, DRAFT, OFFICIAL

WHEN = datetime(2026, 1, 1, tzinfo=UTC)
CHANGE = 'w:id="1" w:author="甲" w:date="2026-01-01T00:00:00Z"'


def inserted(words: str) -> str:
    return f"<w:ins {CHANGE}>{text(words)}</w:ins>"


def deleted(words: str) -> str:
    return f"<w:del {CHANGE}><w:r><w:delText>{words}</w:delText></w:r></w:del>"


def bare(body: str) -> bytes:
    """A DOCX file of the least parts."""
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<R><Relationship Id="a" Type="{TYPE}/officeDocument" Target="word/document.xml"/></R>',
        "word/document.xml": f"<w:document {nsdecls('w')}><w:body>{body}</w:body></w:document>",
    }
    return zipped({name: part.encode() for name, part in parts.items()})


def blocks(found: Recognised) -> list[Block]:
    parts = [*found.body, *(part for annex in found.annexes for part in annex.blocks)]
    return [part.value for part in parts if isinstance(part.value, Block)]


def test_changes_and_comments_stand_on_the_characters_they_are_about() -> None:
    document = of(
        text("　　到2028年") + deleted("基本") + inserted("全面") + text("建成。"),
        f"<w:pPr><w:rPr><w:del {CHANGE}/></w:rPr></w:pPr>" + text("前半"),
        text("后半") + f"<w:moveFrom {CHANGE}>{text('移走')}</w:moveFrom>" + text("。"),
    )
    document.add_comment(document.paragraphs[2].runs, text="请核", author="乙")
    first, second = blocks(read("a.docx", saved(document)))
    assert first.marks == (
        Mark(MarkKind.DELETED, 6, 6, "基本", "甲", WHEN),
        Mark(MarkKind.INSERTED, 6, 8, "", "甲", WHEN),
    )
    assert [(each.kind, each.start, each.end, each.text) for each in second.marks] == [
        (MarkKind.DELETED, 2, 2, "\n"),
        (MarkKind.COMMENT, 2, 5, "请核"),
        (MarkKind.DELETED, 4, 4, "移走"),
    ]


def test_a_comment_that_no_paragraph_carries_is_remarked() -> None:
    document = docx.Document()
    for line in DRAFT.splitlines():
        document.add_paragraph(line)
    document.add_comment(document.paragraphs[0].runs, text="标题再议", author="乙")
    document.add_table(2, 2).cell(0, 0).text = "单位"
    document.add_comment(document.tables[0].cell(0, 0).paragraphs[0].runs, text="列名再议", author="乙")
    found = read("a.docx", saved(document))
    assert not any(block.marks for block in blocks(found))
    assert {(remark.number, remark.text) for remark in found.source.remarks if remark.loss is Loss.COMMENT} == {
        (1, "标题再议"),
        (0, "列名再议"),
    }


WORDS = st.text("甲乙丙(一), \u3000\u200b", min_size=1, max_size=6)


@given(st.lists(st.tuples(st.sampled_from([text, inserted, deleted]), WORDS), max_size=8))
@settings(max_examples=40)
def test_what_was_inserted_and_deleted_is_told_to_the_character(runs: list[tuple[object, str]]) -> None:
    said = "".join(kind(words) for kind, words in runs) + text("末。")  # type: ignore[operator]
    (line,) = read("a.docx", bare(f"<w:p>{said}</w:p>")).source.paragraphs

    def whole(kind: object) -> str:
        return "".join(visible("".join(words for each, words in runs if each is kind)).split())

    marked = "".join(line.text[mark.start : mark.end] for mark in line.marks if mark.kind is MarkKind.INSERTED)
    assert "".join(marked.split()) == whole(inserted)
    gone = [mark.text for mark in line.marks if mark.kind is MarkKind.DELETED]
    assert gone == [words for kind, words in runs if kind is deleted]


PLACES = st.lists(st.tuples(st.sampled_from(MarkKind), st.integers(0, 60), st.integers(0, 60)), max_size=4)
GLOSSED = "甬江的(of)人(people)民于(at)一(one)处"


@given(st.lists(st.tuples(st.sampled_from([*DIRT, *OFFICIAL.splitlines(), GLOSSED]), PLACES), max_size=30))
@settings(max_examples=60)
def test_no_mark_leaves_its_text(lines: list[tuple[str, list[tuple[MarkKind, int, int]]]]) -> None:
    marked = [
        Line(line, 0, tuple(Mark(kind, min(a, b, len(line)), min(max(a, b), len(line))) for kind, a, b in places))
        for line, places in lines
    ]
    found = recognise(Source(numbered(marked)))
    carriers = [
        *((line.text, line.marks) for line in found.source.paragraphs),
        *((b.text, b.marks) for b in blocks(found)),
    ]
    for words, marks in carriers:
        assert all(0 <= mark.start <= mark.end <= len(words) for mark in marks)


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20), st.integers(0, 20), st.integers(0, 9))
def test_an_edit_elsewhere_leaves_a_mark_on_its_characters(a: int, b: int, c: int, d: int, length: int) -> None:
    start, end, begin, close = sorted((a, b, c, d))
    for mark, edit in (((start, end), (begin, close)), ((begin, close), (start, end))):
        words = "".join(chr(0x4E00 + at) for at in range(20))
        (moved,) = traces.edited((Mark(MarkKind.INSERTED, *mark),), *edit, length)
        if mark[0] < mark[1] and edit[0] < edit[1]:
            changed = words[: edit[0]] + "新" * length + words[edit[1] :]
            assert changed[moved.start : moved.end] == words[slice(*mark)]
