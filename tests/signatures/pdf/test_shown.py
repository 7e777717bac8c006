"""The picture on the page is held against the seal that signed: only a look-alike's own seal may show."""

from collections.abc import Callable
from typing import Any

import pytest

from signatures.judgement.codes import Code
from signatures.judgement.verdict import Finding, Form, State
from signatures.pdf import sign
from signatures.pdf.sign import seal
from tests.signatures.workshop import (
    BUREAU,
    FORMS,
    GOVERNMENT,
    HERE,
    SEALED_AT,
    Holder,
    array,
    by,
    dictionary,
    forged,
    judged,
    name,
    number,
    once,
    paper,
    picture,
    press,
    stream,
    twice,
)


def shown(pdf: bytes) -> list[Finding]:
    """What is said of the picture; a warning leaves the file valid."""
    verdict = judged(pdf)
    assert verdict.state is State.VALID
    return [each for each in verdict.seals[-1].findings if each.code is Code.STAMP_PICTURE_DIFFERS]


def pressed(holder: Holder, png: bytes, title: str, form: Form = Form.SES) -> bytes:
    how = press(holder, form)
    return seal(paper(), press=how, picture=png, box=HERE, name=title, reason="用印", location="", at=SEALED_AT)


def test_the_seals_own_picture_is_no_finding() -> None:
    for form in FORMS:
        assert shown(once(form)) == shown(twice(form)) == []


def test_the_picture_of_another_organ_is_named() -> None:
    (finding,) = shown(pressed(BUREAU, picture(GOVERNMENT.name, 42), BUREAU.name))
    assert finding.evidence == {"why": "the picture is not the seal's"}


def test_so_is_one_of_another_size() -> None:
    (finding,) = shown(pressed(BUREAU, picture(BUREAU.name, 45), BUREAU.name))
    assert finding.evidence == {"why": "the picture is not the seal's"}


@pytest.mark.parametrize("form", FORMS)
def test_the_name_of_another_organ_is_named(form: Form) -> None:
    (finding,) = shown(pressed(BUREAU, picture(BUREAU.name, 42), GOVERNMENT.name, form))
    assert finding.evidence == {"name": GOVERNMENT.name, "organ": BUREAU.name}


# --- an appearance that is not our own shape ------------------------------------------------------------


def copied(writer: Any, found: Any, data: bytes | None = None, **entries: Any) -> Any:
    """A stream once more with other data or entries."""
    skipped = ("/Length", "/Filter")
    kept = {key: found.raw_get(key) for key in found if key not in skipped}
    kept |= {name(f"/{key}"): value for key, value in entries.items()}
    return writer.add_object(stream(dictionary(kept), stream_data=found.data if data is None else data))


def drawn_more(writer: Any, form: Any) -> Any:
    return copied(writer, form, form.data + b" 1 0 0 rg 0 0 50 50 re f")


def drawn_smaller(writer: Any, form: Any) -> Any:
    return copied(writer, form, form.data.replace(b"q /Blend gs 1", b"q /Blend gs 0"))


def cut(writer: Any, form: Any) -> Any:
    return copied(writer, form, BBox=array(map(number, (0, 0, 10, 10))))


def turned(writer: Any, form: Any) -> Any:
    return copied(writer, form, Matrix=array(map(number, (-1, 0, 0, 1, 0, 0))))


def inverted(writer: Any, form: Any) -> Any:
    image = copied(writer, form["/Resources"]["/XObject"]["/Seal"], Decode=array(map(number, (1, 0, 1, 0, 1, 0))))
    return with_image(writer, form, image)


def dimmed(writer: Any, form: Any) -> Any:
    old = form["/Resources"]["/XObject"]["/Seal"]
    veil = copied(writer, old["/SMask"], b"\x01" * len(old["/SMask"].data))
    return with_image(writer, form, copied(writer, old, SMask=veil))


def with_image(writer: Any, form: Any, image: Any) -> Any:
    resources = dictionary(form["/Resources"])
    resources[name("/XObject")] = dictionary({name("/Seal"): image})
    return copied(writer, form, Resources=resources)


def veiled(writer: Any, form: Any) -> Any:
    resources = dictionary(form["/Resources"])
    resources[name("/ExtGState")] = dictionary({name("/Blend"): dictionary({name("/ca"): number(0)})})
    return copied(writer, form, Resources=resources)


def as_it_was(writer: Any, form: Any) -> Any:
    return copied(writer, form)


OTHERWISE = [drawn_more, drawn_smaller, cut, turned, inverted, dimmed, veiled]


def drawn(monkeypatch: pytest.MonkeyPatch, change: Callable[[Any, Any], Any]) -> bytes:
    """Sealed by one who draws the seal otherwise, with its own key and its own seal."""
    usual: Any = vars(sign)["_appearance"]

    def appearance(writer: Any, *rest: Any) -> Any:
        return change(writer, usual(writer, *rest).get_object())

    monkeypatch.setattr(sign, "_appearance", appearance)
    return pressed(GOVERNMENT, picture(GOVERNMENT.name, 42), GOVERNMENT.name)


@pytest.mark.parametrize("change", OTHERWISE)
def test_a_seal_drawn_otherwise_is_named(monkeypatch: pytest.MonkeyPatch, change: Callable[[Any, Any], Any]) -> None:
    (finding,) = shown(drawn(monkeypatch, change))
    assert finding.evidence.keys() == {"why"}


def test_the_same_drawn_once_more_is_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps the test above honest."""
    assert shown(drawn(monkeypatch, as_it_was)) == []


def test_a_seal_of_other_programs_gets_a_warning_only() -> None:
    (finding,) = shown(forged(paper(), by(GOVERNMENT)))
    assert finding.evidence == {"why": "the seal is not drawn as one picture"}
    assert shown(forged(paper(), by(GOVERNMENT, Form.PADES), form=Form.PADES)) == []


def test_a_seal_that_shows_nowhere_has_no_picture_to_compare() -> None:
    assert shown(forged(paper(), by(GOVERNMENT), box=(0, 0, 0, 0))) == []
