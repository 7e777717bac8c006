"""Reading a policy: a file or a text becomes its fields, clauses and citations, each with its place in the original."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from policy_library.parsing import clauses, page, terms
from policy_library.parsing.citations import Citation, citations
from policy_library.parsing.clauses import Line
from policy_library.parsing.folding import is_traditional, simplified
from policy_library.parsing.numbers import key
from policy_library.parsing.orders import recognise_order
from policy_library.parsing.original import Cut, Original, Range
from policy_library.parsing.policy import Conflict, Policy
from server.intake import gate, txt
from server.intake.blocks import BodyPart
from server.intake.elements import Element, Recognised, Span, Unplaced
from server.intake.encoding import decode
from server.intake.recognise import recognise, source_of
from server.intake.source import Source
from server.intake.wording import issued_object, same_name

_FORWARDS = ("转发", "批转", "轉發", "批轉")
_LEAD = 3


def read(name: str, data: bytes) -> Policy:
    """Read a policy from a file: name with suffix, TXT, Markdown or DOCX bytes.

    Raises one class of `server.intake.errors` when the file may not come in.
    """
    admitted = gate.admit(name, data, gate.DRAFTS)
    if admitted.kind is gate.Kind.TXT:
        return read_text(decode(admitted.data).text)
    source = source_of(admitted)
    return _policy(Original.of_paragraphs(source), source)


def read_text(text: str) -> Policy:
    """Read a policy from a text that came in by another way. Raises TooManyParagraphs above 20,000 lines."""
    source = txt.read_text(text)
    return _policy(Original.of_text(text, source), source)


def _policy(original: Original, source: Source) -> Policy:
    found = (None if original.glosses else recognise_order(source)) or recognise(source)
    policy = _in_original(original, _fields(found))
    policy = replace(
        policy,
        text=original.text,
        begins=original.begins,
        removed=_removed(original, policy.unplaced),
        clauses=clauses.clauses(_parts(original, found)),
    )
    policy = _in_simplified(policy) if is_traditional(policy.text) else policy
    return replace(policy, citations=tuple(_citations(policy)))


def _fields(found: Recognised) -> Policy:
    """The fields alone, with spans as recognition counts them."""
    out = found.unplaced
    url = page.source_url(out)
    linked = page.url_date(url)
    inner = _inner_title(found)
    own = terms.term(_paragraphs(found), found.formed_on.value if found.formed_on else None)
    named = inner or found.title
    return Policy(
        text="",
        begins=(),
        removed=(),
        clauses=(),
        citations=(),
        unplaced=out,
        conflicts=tuple(page.conflicts(found, linked)),
        title=found.title,
        inner_title=inner,
        doc_number=found.doc_number,
        index_number=page.index_number(out),
        issuer=found.issuer,
        addressee=found.main_addressees,
        organ=_signed(found.organs),
        formed_on=found.formed_on,
        published_on=found.published_on,
        effective_from=own.effective_from,
        valid_until=own.valid_until,
        validity=page.validity(out),
        period=page.period(named.value if named else "", _lead(found)),
        disclosure=page.disclosure(found.note),
        breadcrumb=page.breadcrumb(out),
        source_url=url,
        source_url_date=linked,
        unofficial_source=page.unofficial(out),
        attachments=(*found.attachment_names, *page.files(out, images=False)),
        interpretations=page.interpretations(out),
        images=page.files(out, images=True),
        others=tuple(_others(found)),
    )


def _signed(organs: Sequence[Element[str]]) -> Element[str] | None:
    """All who sign, parted by spaces, as surely as the least sure of them."""
    if not organs:
        return None
    sure = min(organ.confidence for organ in organs)
    spans = tuple(span for organ in organs for span in organ.spans)
    return Element(" ".join(organ.value for organ in organs), spans, organs[0].method, sure)


def _others(found: Recognised) -> Iterator[Element[Any]]:
    paper = (*found.marks, found.copy_no, found.urgency, found.signers, *found.attendance, found.signet, found.note)
    imprint = (found.cc, found.printer, found.printed_on)
    annexes = [each for annex in found.annexes for each in (annex.label, annex.title)]
    yield from (each for each in (*paper, *annexes, *imprint) if each is not None)


def _inner_title(found: Recognised) -> Element[str] | None:
    first = found.annexes[0] if found.annexes else None
    if first and first.label is None and first.title.value:
        return first.title if first.title != found.title else None
    issued = issued_object(found.title.value) if found.title else ""
    return Element(issued, (), "取自标题", 0.8) if issued else None


def _lead(found: Recognised) -> list[tuple[str, Span]]:
    """The first paragraphs of the plan, or of the text where there is none."""
    blocks = found.annexes[0].blocks if found.annexes else found.body
    return [(block.value.text, block.spans[0]) for block in blocks[:_LEAD]]


def _paragraphs(found: Recognised) -> Iterator[tuple[str, Span]]:
    """The paragraphs of the text and of what it brings, as they stand in the source."""
    texts = {each.number: each.text for each in found.source.paragraphs}
    for block in (*found.body, *(block for annex in found.annexes for block in annex.blocks)):
        for span in block.spans:
            yield texts[span.number][span.start : span.end], span


def _parts(original: Original, found: Recognised) -> Iterator[tuple[str, list[Line]]]:
    """The text of the notice, then each annex behind its label."""
    texts = {each.number: each.text for each in found.source.paragraphs}
    parts = [("", found.body), *((each.label.value if each.label else "", each.blocks) for each in found.annexes)]
    for label, blocks in parts:
        yield label, [line for block in blocks if (line := _line(original, texts, block))]


def _line(original: Original, texts: dict[int, str], block: Element[BodyPart]) -> Line | None:
    (span,) = block.spans
    whole = texts[span.number][span.start : span.end]
    if not whole.strip():
        return None
    begin = span.start + len(whole) - len(whole.lstrip())
    start, end = original.place(original.span(Span(span.number, begin, begin + len(whole.strip()))))
    return clauses.line(whole.strip(), start, end, block.value.level, block.value.text)


def _removed(original: Original, unplaced: Sequence[Unplaced]) -> tuple[Range, ...]:
    """Glosses and what is no part of the document, in order, none inside another."""
    merged: list[Range] = []
    for start, end in sorted([*original.glosses, *(original.place(each.span) for each in unplaced)]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _citations(policy: Policy) -> Iterator[Citation]:
    """What the document cites, but not what it says of itself and of the text that it issues."""
    cut = Cut.of(policy.text, policy.removed)
    plain = simplified if is_traditional(policy.text) else str
    numbers, names = _own_number(policy), _own_names(policy)
    for each in citations(cut.text):
        title = plain(each.title)
        itself = each.number_key in numbers or any(same_name(name, title) for name in names)
        if not itself:
            start, end = cut.place(each.start, each.end)
            yield replace(each, title=title, start=start, end=end)


def _own_number(policy: Policy) -> set[str | None]:
    own = key(policy.doc_number.value) if policy.doc_number else None
    return {own} if own else set()


def _own_names(policy: Policy) -> list[str]:
    """Its title, and the title of what it issues; what it forwards is another's."""
    title = policy.title.value if policy.title else ""
    forwards = any(word in title for word in _FORWARDS)
    names = [title, policy.inner_title.value if policy.inner_title and not forwards else ""]
    return [name for name in names if name]


def _in_original(original: Original, policy: Policy) -> Policy:
    """The same fields with spans in the lines of the original."""
    return replace(policy, **{each.name: _moved(original, getattr(policy, each.name)) for each in fields(policy)})


def _moved(original: Original, value: Any) -> Any:
    match value:
        case tuple():
            return tuple(_moved(original, each) for each in value)
        case Element() | Conflict():
            return replace(value, spans=tuple(original.span(span) for span in value.spans))
        case Unplaced():
            return replace(value, span=original.span(value.span))
        case _:
            return value


def _in_simplified(policy: Policy) -> Policy:
    """The same fields as they are written in simplified characters."""
    return replace(policy, **{each.name: _converted(getattr(policy, each.name)) for each in fields(policy)})


def _converted(value: Any) -> Any:
    match value:
        case Element(value=str(text)) if simplified(text) != text:
            return replace(value, value=simplified(text), method=value.method + "，转为简体")
        case (Element(), *_):
            return tuple(_converted(each) for each in value)
        case _:
            return value
