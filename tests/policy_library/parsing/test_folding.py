from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from policy_library.parsing.folding import bigrams, characters, fold, highlights, is_traditional, simplified
from policy_library.parsing.original import Cut
from server.intake.glosses import gloss_places, remove_glosses

from .samples import DIRTY, PLAN

ANY = st.text(max_size=80)
MIXED = st.text("\u200b甬江市政府數字化改革規劃一O〇ＡBc１2㎡…（〔“ \n,。", max_size=80)


@given(ANY | MIXED)
def test_every_folded_character_leads_back_to_the_original(text: str) -> None:
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    assert folded.offsets[-1] == len(text)
    for at in range(len(folded.text)):
        start, end = folded.span(at, at + 1)
        assert 0 <= start < end <= len(text)
        assert folded.text[at] in fold(text[start:end]).text + "〇"


@given(MIXED)
@example("〇OO〇")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text).text).text == fold(text).text


@given(ANY | MIXED, MIXED)
def test_highlights_are_in_order_apart_and_made_of_what_was_asked(text: str, query: str) -> None:
    found = highlights(text, query)
    assert all(a[1] < b[0] for a, b in pairwise(found))
    asked = set(bigrams(fold(query)))
    for start, end in found:
        assert 0 <= start < end <= len(text)
        assert any(term in fold(text[start:end]).text for term in asked)


@given(st.text("甬江市政府数字化改革", min_size=1, max_size=8))
def test_what_stands_in_the_text_is_highlighted_whole(query: str) -> None:
    text = f"关于“{query}”的通知"
    assert (3, 3 + len(query)) in highlights(text, query)


def test_both_scripts_every_width_and_bracket_are_one() -> None:
    assert fold("數字政府〔２０２６〕ＡＢ").text == fold("数字政府[2026]ab").text == "数字政府(2026)ab"
    assert fold("二O三五年").text == fold("二〇三五年").text
    assert fold("CO2和O型血").text == "co2和o型血"
    assert highlights("推進㎡數字政府建設", "数字政府") == ((3, 7),)
    assert bigrams(fold("数字政府2026年,AI")) == ["数字", "字政", "政府", "2026", "年", "ai"]


def test_glosses_and_invisible_characters_do_not_part_words() -> None:
    text = next(path for path in DIRTY if path.stem == "机器夹注").read_text("utf-8")
    found = [text[start:end] for start, end in highlights(text, "人民政府")]
    assert "人(people)民政府" in found
    assert highlights("甬江\u200b市", "江市") == ((1, 4),)
    assert fold("甬\u200b江").text == "甬江"


@given(st.text("人(people)的(of)于(At)一(one)公告", max_size=80), st.text("人的于一公告", min_size=1, max_size=4))
def test_highlights_of_a_glossed_text_are_those_of_the_plain_one(text: str, query: str) -> None:
    plain = remove_glosses(text)
    found, wanted = highlights(text, query), highlights(plain, query)
    assert [remove_parts(text, start, end) for start, end in found] == [plain[start:end] for start, end in wanted]


def remove_parts(text: str, start: int, end: int) -> str:
    inside = [(a, b) for a, b in gloss_places(text) if start < b and a < end]
    return Cut.of(text[start:end], [(a - start, b - start) for a, b in inside]).text


@given(MIXED)
def test_characters_keep_their_places(text: str) -> None:
    assert len(characters(text)) == len(text)


def test_a_traditional_text_is_known_and_read_as_simplified() -> None:
    assert is_traditional("數字政府建設規劃")
    assert not is_traditional(PLAN.read_text("utf-8") + "乾坤")
    assert simplified("數字政府建設規劃") == "数字政府建设规划"
