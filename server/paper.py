"""The office's paper from the command line: a text set in type (排版), a text examined (公文体检).

Neither command needs a server or a database.
"""

import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from documents.typesetting import compose
from documents.typesetting.checks.examine import examine
from documents.typesetting.checks.mending import mend
from documents.typesetting.checks.report import Report
from documents.typesetting.checks.source import examine_source
from documents.typesetting.checks.word import examine_word
from documents.typesetting.errors import CannotTypeset
from documents.typesetting.fonts.faces import Faces, open_faces
from documents.typesetting.formats.layout import layout
from documents.typesetting.model import Document, Format
from documents.typesetting.output.docx.writer import docx
from documents.typesetting.output.ofd.writer import ofd
from documents.typesetting.output.pdf.writer import pdf
from documents.typesetting.output.svg import svg
from documents.typesetting.page import FontUse, Layout
from documents.typesetting.profile import GBT9704, Profile, Strength, deviations, office_profile
from server.intake import gate, recognise
from server.intake.elements import Element, Recognised, RecognisedAnnex
from server.secrecy.gate import admit_file
from server.settings import load

UNSURE = 0.7
"""Confidence below which a person should look."""
SHOWN = 8
"""Findings of one rule that are told one by one."""
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="要处理的 TXT、DOCX 或 Markdown 文件。")]
Fonts = Annotated[Path | None, typer.Option(exists=True, file_okay=False, help="已获授权的字体目录；不给则照设置。")]
Numbers = Annotated[
    Path | None, typer.Option("--profile", exists=True, dir_okay=False, help="本单位的版式参数（TOML）。")
]


@dataclass(frozen=True)
class Read:
    """A file that came through the gates, and the document that was read from it."""

    admitted: gate.Admitted
    found: Recognised
    document: Document


@dataclass(frozen=True)
class Style:
    """An office's own numbers (版式参数) and why it keeps them."""

    profile: Profile = GBT9704
    reasons: Mapping[str, str] = field(default_factory=dict)


def typeset(
    file: File,
    out: Annotated[Path, typer.Option("-o", "--out", help="结果文件，后缀定格式：pdf、ofd、docx、svg。")],
    form: Annotated[Format | None, typer.Option("--format", help="公文格式；不给则依文种。")] = None,
    profile: Numbers = None,
    fonts: Fonts = None,
) -> None:
    """排版：把一份文稿排成公文。"""
    write, style = _writer(file, out), _style(profile)
    read = _read(file)
    document = replace(read.document, format=form) if form else read.document
    _step("排版")
    made = layout(document, _faces(fonts), style.profile)
    _step(f"共{len(made.pages)}页，写入 {out}")
    write(document, made, out)
    told = (*_unsure(read.found), *_left_out(read.found), *_told_of_type(made.record.substitutions))
    print("\n".join([*told, *_told_of_numbers(style)]))


def check(
    file: File,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出结论。")] = False,
    fix: Annotated[Path | None, typer.Option(help="把可自动更正之处更正后，写成这个 DOCX 文件。")] = None,
    profile: Numbers = None,
    fonts: Fonts = None,
) -> None:
    """体检：逐条对照标准检查一份文稿；有不合规定之处即以非零状态退出。"""
    write, style = _writer(file, fix) if fix else None, _style(profile)
    read, faces = _read(file), _faces(fonts)
    _step("对照标准检查")
    report = _examined(read, faces, style)
    if as_json:
        print(msgspec.json.encode(report).decode())
    else:
        print("\n".join([*_told(report), *_unsure(read.found), *_left_out(read.found), *_told_of_numbers(style)]))
    if fix and write:
        mended, done = mend(read.document, examine(read.document).findings)
        write(mended, layout(mended, faces, style.profile), fix)
        _step(f"已更正{len(done)}处，连同读入时规范的标点、日期和文号，写入 {fix}")
    sys.exit(report.broken)


def _read(file: Path) -> Read:
    """The file through the gate for files and the one for secrecy, recognised and composed."""
    _step(f"读取 {file}")
    admitted = admit_file(file.name, file.read_bytes(), gate.DRAFTS)
    found = recognise.recognise(recognise.source_of(admitted))
    return Read(admitted, found, compose.document(found))


def _examined(read: Read, faces: Faces, style: Style) -> Report:
    """What was handed in, what it says and, if it can be set, its pages."""
    try:
        report = examine(read.document, layout(read.document, faces, style.profile))
    except CannotTypeset as refusal:
        _step(f"版面未能检查：{refusal}")
        report = examine(read.document)
    word = examine_word(read.admitted.data) if read.admitted.kind is gate.Kind.DOCX else ()
    return replace(report, findings=(*word, *examine_source(read.found), *report.findings))


def _style(file: Path | None) -> Style:
    """A TOML file of `name = value` and, if the office likes, `[reasons]` with `name = "why"`."""
    if file is None:
        return Style()
    try:
        entries = tomllib.loads(file.read_text("utf-8"))
        reasons = msgspec.convert(entries.pop("reasons", {}), dict[str, str])
        return Style(office_profile(msgspec.convert(entries, dict[str, float])), reasons)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as fault:
        raise typer.BadParameter(f"{file} 应为「参数名 = 数值」的 TOML 文件：{fault}") from fault


def _faces(fonts: Path | None) -> Faces:
    settings = load()
    return open_faces(fonts or settings.fonts, settings.data / "fonts")


# --- writing -------------------------------------------------------------------------------------------------

Write = Callable[[Document, Layout, Path], object]


def _save(out: Path, data: bytes) -> None:
    """Beside its place first, so that a full disk or a cut does not leave half a file where a whole one was."""
    part = out.with_name(f".{out.name}.part")
    try:
        part.write_bytes(data)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _write_svg(_document: Document, made: Layout, out: Path) -> None:
    for page in made.pages:
        _save(out.with_name(f"{out.stem}-{page.number}.svg"), svg(made, page.number).encode())


WRITERS: Mapping[str, Write] = {
    ".pdf": lambda _, made, out: _save(out, pdf(made)),
    ".ofd": lambda _, made, out: _save(out, ofd(made)),
    ".docx": lambda document, made, out: _save(out, docx(document, made)),
    ".svg": _write_svg,
}
"""By the suffix of the file to be written; SVG is one file a page."""


def _writer(file: Path, out: Path) -> Write:
    if out.exists() and out.samefile(file):
        raise typer.BadParameter(f"{out} 就是要读取的文件，请写到别处")
    if write := WRITERS.get(out.suffix.lower()):
        return write
    raise typer.BadParameter(f"{out} 的后缀应为 {'、'.join(suffix[1:] for suffix in WRITERS)} 之一")


# --- telling -------------------------------------------------------------------------------------------------


def _step(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _told(report: Report) -> Iterator[str]:
    """The findings for a person, those of one rule below its advice; then the count."""
    for _, group in groupby(
        sorted(report.findings, key=lambda finding: finding.rule), key=lambda finding: finding.rule
    ):
        first, *others = group
        yield f"[{first.strength.value}] {first.clause}：{first.advice}"
        yield from (f"    {each.where}：{each.found} → {each.expected}" for each in (first, *others[: SHOWN - 1]))
        if len(others) >= SHOWN:
            yield f"    ……另有{len(others) - SHOWN + 1}处，--json 列出全部"
    required = sum(finding.strength is Strength.REQUIRED for finding in report.findings)
    yield f"共{len(report.findings)}处，其中不合规定{required}处；{len(report.passed)}项检查合格。"
    yield from _told_of_type(report.substitutions)


def _told_of_type(substitutions: Iterable[FontUse]) -> Iterator[str]:
    return (f"字体：{use.role.value}以 {use.face} 代替" for use in substitutions)


def _told_of_numbers(style: Style) -> Iterator[str]:
    for deviation in deviations(style.profile):
        standard, reason = deviation.standard, style.reasons.get(deviation.name, "")
        should = f"标准为 {standard.value:g}（{standard.clause} {standard.strength.value}）"
        told = f"偏离国标：{standard.about} {deviation.value:g}，{should}"
        yield told + (f"；理由：{reason}" if reason else "")


def _unsure(found: Recognised) -> Iterator[str]:
    """The elements that a person should look at."""
    for element in _elements(found):
        if element.confidence < UNSURE:
            line = f"第{element.lines[0]}行" if element.lines else "推定"
            yield f"请核对：{line}「{_short(element.value)}」（{element.method}，把握 {element.confidence:.0%}）"


def _left_out(found: Recognised) -> Iterator[str]:
    """Whatever of the file is not in the document, and what reading changed."""
    for out in found.unplaced:
        yield f"未排入：第{out.span.number}行「{_short(out.text)}」（{out.reason.value}）"
    for remark in found.source.remarks:
        where = f"第{remark.number}行：" if remark.number else ""
        yield f"读入时：{where}{remark.message}" + (f"「{_short(remark.text)}」" if remark.text else "")
    if found.signet:
        yield f"签发人{_short(found.signet.value[1])}以签名章署名，只排职务，签名章另盖"


def _elements(found: Recognised) -> Iterator[Element[Any]]:
    for name in found.__dataclass_fields__:
        values = getattr(found, name)
        for each in values if isinstance(values, tuple) else (values,):
            parts = (each.title, *each.blocks, each.label) if isinstance(each, RecognisedAnnex) else (each,)
            yield from (part for part in parts if isinstance(part, Element))


def _short(value: object) -> str:
    text = getattr(value, "text", value)
    return str(text)[:24]
