"""The typesetters that `benchmarks.typesetting` compares, one in each process: our layout, our files, six anchors.

    python -m benchmarks.typesetters ENGINE JOB.json

JOB.json holds `rounds` (lists of paragraphs, one for each run, so that nothing is remembered from the last), `fonts`
(a folder with FandolFang as OTF and as TTF) and `out` (where the last run's file goes). Prints seconds of each run, the
first one cold, and the most memory that the process or its child had. Imports nothing of the house for an anchor.

All set 16 pt on 28 cells of 156 mm, rows of 29.61 pt, paragraphs two characters in, both margins flush.
"""

import html
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

Job = dict[str, Any]
Typesetter = Callable[[Sequence[str]], Any]
MM = 72 / 25.4
SIZE, PITCH, TRACKING = 16, 29.61, 156 * MM / 28 - 16
NOTICE = "甬江市人民政府关于印发有关工作方案的通知"
FAMILIES = ("仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体")


def our_layout(job: Job) -> Typesetter:
    """Positions of all characters."""
    from documents.typesetting.fonts.faces import open_faces
    from documents.typesetting.formats.layout import layout
    from documents.typesetting.model import Block, Document

    faces = open_faces(fandol=Path(job["fonts"]))
    return lambda texts: layout(Document(NOTICE, tuple(map(Block, texts)), marks=("甬江市人民政府",)), faces)


def our_first_page(job: Job) -> Typesetter:
    """The first page of the same text, as a preview wants it."""
    from documents.typesetting.fonts.faces import open_faces
    from documents.typesetting.formats.layout import first_page
    from documents.typesetting.model import Block, Document

    faces = open_faces(fandol=Path(job["fonts"]))
    return lambda texts: first_page(Document(NOTICE, tuple(map(Block, texts)), marks=("甬江市人民政府",)), faces)


def our_pdf(job: Job) -> Typesetter:
    """Layout and PDF/A file."""
    from documents.typesetting.output.pdf.writer import pdf

    lay_out = our_layout(job)
    return lambda texts: Path(job["out"]).write_bytes(pdf(lay_out(texts)))


def libreoffice(job: Job) -> Typesetter:
    """`soffice --convert-to pdf` on our DOCX of the same text; every run is a process, as its users run it."""
    from documents.typesetting.fonts.faces import open_faces
    from documents.typesetting.formats.layout import layout
    from documents.typesetting.model import Block, Document
    from documents.typesetting.output.docx.writer import docx

    out, faces = Path(job["out"]), open_faces(fandol=Path(job["fonts"]))
    aliases = "".join(
        f"<alias><family>{name}</family><prefer><family>FandolFang</family></prefer></alias>" for name in FAMILIES
    )
    config = out.with_name("fonts.conf")
    folders = f"<dir>{job['fonts']}</dir><cachedir>{out.parent}/fc</cachedir>"
    config.write_text(f"<fontconfig>{folders}{aliases}</fontconfig>", "utf-8")
    written: dict[int, Path] = {}
    for number, texts in enumerate(job["rounds"]):
        document = Document(NOTICE, tuple(map(Block, texts)), marks=("甬江市人民政府",))
        written[number] = out.with_name(f"{number}.docx")
        written[number].write_bytes(docx(document, layout(document, faces)))
    office = ["soffice", f"-env:UserInstallation=file://{out.parent}/profile", "--headless", "--convert-to", "pdf"]

    def convert(texts: Sequence[str]) -> None:
        source = written[job["rounds"].index(texts)]
        command = [*office, "--outdir", str(out.parent), str(source)]
        subprocess.run(command, check=True, capture_output=True, env=os.environ | {"FONTCONFIG_FILE": str(config)})
        source.with_suffix(".pdf").replace(out)

    return convert


def weasyprint(job: Job) -> Typesetter:
    """HTML and CSS of paged media."""
    engine = import_module("weasyprint")

    style = (
        f"@font-face {{ font-family: fang; src: url(file://{job['fonts']}/FandolFang-Regular.otf) }}"
        "@page { size: A4; margin: 37mm 26mm 35mm 28mm }"
        f"body {{ font: {SIZE}pt/{PITCH}pt fang; letter-spacing: {TRACKING:.3f}pt; text-align: justify; margin: 0 }}"
        "p { text-indent: 2em; margin: 0; line-break: strict; orphans: 1; widows: 1 }"
    )

    def write(texts: Sequence[str]) -> None:
        body = "".join(f"<p>{html.escape(text)}</p>" for text in texts)
        engine.HTML(string=f"<html lang=zh-CN><style>{style}</style><body>{body}").write_pdf(job["out"])

    return write


def fpdf2(job: Job) -> Typesetter:
    """`multi_cell`, breaking between any characters."""
    engine = import_module("fpdf")

    def write(texts: Sequence[str]) -> None:
        made = engine.FPDF(format="A4")
        made.add_font("fang", fname=f"{job['fonts']}/FandolFang-Regular.ttf")
        made.set_font("fang", size=SIZE)
        made.set_margins(28, 37, 26)
        made.set_auto_page_break(True, 35)
        made.c_margin = 0
        made.add_page()
        for text in texts:
            indented = "\u3000\u3000" + text
            made.multi_cell(156, PITCH / MM, indented, align="J", wrapmode="CHAR", new_x="LMARGIN", new_y="NEXT")
        made.output(job["out"])

    return write


def typst(job: Job) -> Typesetter:
    """Typst, its compiler in this process."""
    engine = import_module("typst")

    head = (
        "#set page(width: 210mm, height: 297mm, margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm))\n"
        f'#set text(font: "FandolFang R", size: {SIZE}pt, lang: "zh", region: "cn", tracking: {TRACKING:.3f}pt)\n'
        f"#set par(justify: true, leading: {PITCH - SIZE:.2f}pt, spacing: {PITCH - SIZE:.2f}pt,"
        " first-line-indent: (amount: 2em, all: true))\n#set text(top-edge: 0.88em, bottom-edge: -0.12em)\n"
    )

    def write(texts: Sequence[str]) -> None:
        body = "\n\n".join(f"#{json.dumps(text, ensure_ascii=False)}" for text in texts)
        source = Path(job["out"]).with_suffix(".typ")
        source.write_text(head + body, "utf-8")
        made = engine.compile(str(source), font_paths=[job["fonts"]], ignore_system_fonts=True)
        Path(job["out"]).write_bytes(made)

    return write


def reportlab(job: Job) -> Typesetter:
    """Platypus with its own CJK paragraph."""
    from reportlab.lib.enums import TA_JUSTIFY
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

    pdfmetrics.registerFont(TTFont("fang", f"{job['fonts']}/FandolFang-Regular.ttf"))
    style = ParagraphStyle("text", fontName="fang", fontSize=SIZE, leading=PITCH, wordWrap="CJK", alignment=TA_JUSTIFY)
    style.firstLineIndent = 2 * SIZE

    def write(texts: Sequence[str]) -> None:
        made = BaseDocTemplate(job["out"], pagesize=(210 * MM, 297 * MM))
        frame = Frame(28 * MM, 35 * MM, 156 * MM, 226 * MM, 0, 0, 0, 0)
        made.addPageTemplates(PageTemplate(frames=[frame]))
        made.build([Paragraph(html.escape(text), style) for text in texts])

    return write


ENGINES: dict[str, Callable[[Job], Typesetter]] = {
    "layout": our_layout,
    "first page": our_first_page,
    "ours": our_pdf,
    "libreoffice": libreoffice,
    "typst": typst,
    "weasyprint": weasyprint,
    "fpdf2": fpdf2,
    "reportlab": reportlab,
}


def main() -> None:
    name, path = sys.argv[1:]
    job: Job = json.loads(Path(path).read_text("utf-8"))
    typeset = ENGINES[name](job)
    seconds = []
    for texts in job["rounds"]:
        began = time.perf_counter()
        typeset(texts)
        seconds.append(time.perf_counter() - began)
    whose = resource.RUSAGE_CHILDREN if name == "libreoffice" else resource.RUSAGE_SELF
    print(json.dumps({"seconds": seconds, "memory": resource.getrusage(whose).ru_maxrss / 1024}))


if __name__ == "__main__":
    main()
