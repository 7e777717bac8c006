"""No corner of a file hides a mark, and nothing that usually stands in corners is one."""

import io
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from server.intake.gate import ATTACHMENTS
from server.intake.markup import markup
from server.secrecy.errors import Classified
from server.secrecy.gate import admit_file
from server.secrecy.scan import scan_corners

MARK = "机密★10年"
PATIENCE = 20
"""Seconds of the processor: work that grows with the square of a text would take hours."""


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


WORD = word("甬江市人民政府关于开展检查的通知")
BOOK = {
    "[Content_Types].xml": '<Types><Override ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
}
OFD = {"OFD.xml": "<OFD/>"}


def package(parts: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def with_part(name: str, content: str) -> bytes:
    """The plain DOCX file with one more part."""
    target = io.BytesIO(WORD)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


def in_body(markup: str) -> bytes:
    """The plain DOCX file with markup at the begin of its body."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORD)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            copy.writestr(name, content.replace(b"<w:body>", b"<w:body>" + markup.encode()))
    return target.getvalue()


def with_property(name: str, value: str) -> bytes:
    held = f'<property pid="2" name="{name}"><vt:lpwstr>{value}</vt:lpwstr></property>'
    return with_part("docProps/custom.xml", f'<Properties xmlns:vt="v">{held}</Properties>')


def with_core(**properties: str) -> bytes:
    document = docx.Document(io.BytesIO(WORD))
    for name, value in properties.items():
        setattr(document.core_properties, name, value)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def with_style(name: str) -> bytes:
    document = docx.Document(io.BytesIO(WORD))
    document.styles.add_style(name, 1)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def pdf(catalog: str = "", page: str = "", info: str = "", text: str = "", more: str = "") -> bytes:
    """A PDF of one blank page: entries for its dictionaries, and one object more. `%` becomes `text`, in UTF-16."""
    objects = (
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]{page}>>",
        f"<<{info}>>",
        "<</First 6 0 R/Last 6 0 R/Count 1>>",
        more or "<</Parent 5 0 R/Title %>>",
    )
    body = "".join(f"{n} 0 obj\n{each}\nendobj\n" for n, each in enumerate(objects, start=1))
    written = body.replace("%", f"<feff{text.encode('utf-16-be').hex()}>").encode()
    return b"%PDF-1.7\n" + written + b"trailer\n<</Root 1 0 R/Info 4 0 R/Size 7>>\nstartxref\n0\n%%EOF\n"


def xmp(text: str) -> str:
    packet = f'<x:xmpmeta><rdf:li xml:lang="x-default">{text}</rdf:li></x:xmpmeta>'
    return f"<</Type/Metadata/Subtype/XML/Length {len(packet.encode())}>>\nstream\n{packet}\nendstream"


CORNERS: dict[str, Callable[[str], bytes]] = {
    "paragraph in runs": lambda text: in_body(
        "<w:p>\n  " + "\n   ".join(f"<w:r><w:t>{each}</w:t></w:r>" for each in text) + "\n</w:p>"
    ),
    "text box in a paragraph": lambda text: in_body(
        f"<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
    ),
    "watermark": lambda text: with_part(
        "word/header9.xml", f'<hdr><p><pict><textpath string="{text}"/></pict></p></hdr>'
    ),
    "alternative text": lambda text: in_body(f'<w:p><w:r><w:docPr id="1" name="图 1" descr="{text}"/></w:r></w:p>'),
    "name of a picture": lambda text: in_body(f'<w:p><w:r><w:docPr id="1" name="{text}"/></w:r></w:p>'),
    "title": lambda text: with_core(title=text),
    "key words": lambda text: with_core(keywords=text),
    "property": lambda text: with_property("说明", text),
    "custom item": lambda text: with_part("customXml/item9.xml", f"<a><b>{text}</b></a>"),
    "style": with_style,
    "comment": lambda text: with_part("word/note.xml", f"<a><!-- {text} --></a>"),
    "instruction": lambda text: with_part("word/note.xml", f"<a><?note {text}?></a>"),
    "relation": lambda text: with_part(
        "word/_rels/note.xml.rels", f'<Relationships><R Target="{text}"/></Relationships>'
    ),
    "namespace": lambda text: with_part("word/note.vml", f'<a xmlns:b="{text}"/>'),
    "part of an odd name": lambda text: with_part("word/note.dat", f"<p><t>{text}</t></p>"),
    "name of a part": lambda text: with_part(f"word/{text}.xml", "<a/>"),
    "cell": lambda text: package({**BOOK, "a.xml": f'<c t="inlineStr"><is><r><t>{text[0]}</t></r>{text[1:]}</is></c>'}),
    "formula": lambda text: package({**BOOK, "a.xml": f'<c t="str"><v>{text}</v></c>'}),
    "sheet": lambda text: package({**BOOK, "a.xml": f'<sheets><sheet name="{text}"/></sheets>'}),
    "ofd text": lambda text: package({**OFD, "a.xml": f"<P><TextCode>{text}</TextCode></P>"}),
    "ofd title": lambda text: package({**OFD, "a.xml": f"<DocInfo><Title>{text}</Title></DocInfo>"}),
    "ofd annotation": lambda text: package({**OFD, "a.xml": f'<Annot Remark="{text}"/>'}),
    "pdf title": lambda text: pdf(info="/Title %", text=text),
    "pdf key words": lambda text: pdf(info="/Keywords %", text=text),
    "pdf bookmark": lambda text: pdf(catalog="/Outlines 5 0 R", text=text),
    "pdf annotation": lambda text: pdf(page="/Annots[<</Subtype/Text/Rect[0 0 9 9]/Contents %>>]", text=text),
    "pdf field": lambda text: pdf(page="/Annots[<</Subtype/Widget/FT/Tx/Rect[0 0 9 9]/V %>>]", text=text),
    "pdf xmp": lambda text: pdf(catalog="/Metadata 6 0 R", more=xmp(text)),
}


@pytest.mark.parametrize("corner", CORNERS)
def test_no_corner_hides_a_mark_and_the_word_alone_is_none(corner: str) -> None:
    make = CORNERS[corner]
    with pytest.raises(Classified):
        admit_file("附件", make(MARK), ATTACHMENTS)
    admit_file("附件", make("保守商业机密"), ATTACHMENTS)


@pytest.mark.parametrize("label", ["密级", "密 级", "保密等级", "秘密等级", "保密级别"])
@pytest.mark.parametrize("level", ["机密", "绝密级", "秘密1年"])
def test_a_property_that_names_a_level_is_a_mark(label: str, level: str) -> None:
    named = label.replace(" ", "")
    for data in (
        with_property(label, level),
        with_part("customXml/item9.xml", f"<a><{named}>{level}</{named}></a>"),
        with_part("customXml/item9.xml", f'<a {named}="{level}"/>'),
        with_part("word/settings9.xml", f'<w><docVar name="{label}" val="{level}"/></w>'),
        package({**OFD, "a.xml": f'<CustomDatas><CustomData Name="{label}">{level}</CustomData></CustomDatas>'}),
    ):
        with pytest.raises(Classified):
            admit_file("附件", data, ATTACHMENTS)


@pytest.mark.parametrize(("label", "value"), [("密级", "公开"), ("密级", "非机密"), ("类别", "机密"), ("主题", "秘密")])
def test_other_properties_are_none(label: str, value: str) -> None:
    admit_file("附件", with_property(label, value), ATTACHMENTS)


def test_the_first_lines_stay_the_first_however_much_stands_in_the_corners() -> None:
    noise = "".join(f'<w:p><w:r><w:docPr id="{n}" descr="图片{n}"/></w:r></w:p>' for n in range(99))
    with pytest.raises(Classified):
        admit_file("附件", in_body(f"{noise}<w:p><w:r><w:t>机密</w:t></w:r></w:p>"), ATTACHMENTS)


@pytest.mark.parametrize("tag", ["p", "a name='密级'", f"a name='{'密级' * 9_999}'"])
@pytest.mark.parametrize("unit", ["密", "\n", "<!--密级-->", "<b/>密", "<b 密级='机'/>", "密级:机密 \n"])
def test_large_and_deep_parts_are_read_in_linear_time(tag: str, unit: str) -> None:
    inner = unit * (300_000 // len(unit.encode()))
    part = f"<{tag}>" * 190 + inner + f"</{tag[0]}>" * 190
    began = time.process_time()
    paragraphs, corners = markup(part.encode())
    assert sum(map(len, paragraphs + corners)) < 2 * len(part)
    assert time.process_time() - began < PATIENCE


@pytest.mark.parametrize("unit", ["密", "密级", "密级:", " ", "\n", "密级:机密("])
def test_corners_are_scanned_in_linear_time(unit: str) -> None:
    began = time.process_time()
    assert scan_corners(unit * (600_000 // len(unit))) is None
    assert time.process_time() - began < PATIENCE


def test_the_usual_corners_of_word_are_none() -> None:
    admit_file("空白.docx", word(), ATTACHMENTS)


def test_real_texts_pass_as_text_and_as_word() -> None:
    folder = os.environ.get("ZHENGBAN_REAL_TEXTS")
    if not folder:
        pytest.skip("ZHENGBAN_REAL_TEXTS is unset")
    seeds = [path.read_text("utf-8") for path in Path(folder, "seeds").glob("*.txt")]
    assert seeds
    for seed in seeds:
        admit_file("来文", seed.encode(), ATTACHMENTS)
        admit_file("来文", word(*seed.splitlines()), ATTACHMENTS)
