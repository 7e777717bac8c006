import json
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.typesetting import compose
from documents.typesetting.model import Block, Closing, Format, Signatory
from server.intake import txt
from server.intake.elements import Reason, Recognised
from server.intake.errors import TextTooLong, TooManyParagraphs
from server.intake.recognise import read, recognise
from server.intake.source import MAX_CHARACTERS, MAX_PARAGRAPHS, Loss

from .samples import PLAN, SAMPLES, assert_nothing_is_lost, outline, real_texts

TO_SIMPLIFIED = str.maketrans("關發規劃數電檔辦設", "关发规划数电档办设")

DIRT = [line for path in SAMPLES for line in path.read_text("utf-8").splitlines()]
OFFICIAL = """000018
特急
甬江市发展和改革委员会文件
甬江发改〔2026〕3号    签发人:周某某 吴某某
甬江市发展和改革委员会关于
2026年重点项目安排的请示

市政府:
现将有关情况报告如下。
一、项目情况
共安排项目20个。
二、请示事项
妥否,请批示。
附件:1.重点项目清单
2.资金测算表.docx
甬江市发展和改革委员会
二〇二六年一月九日
(联系人:郑某某,电话:00000000)
附件1
重点项目清单
一、续建项目
续建项目8个。
附件2
资金测算表
抄送:市财政局,市人大办,
市政协办。
甬江市发展和改革委员会办公室    2026年1月12日印发
"""
DRAFT = """关于开展办公用房自查的通知
各科室:
请于本周五前完成自查,并注意以下事项:
1.核对面积。
2.核对使用人。
时间:2026年5月6日上午9:00
综合科
2026年4月30日
"""
JOINT = """甬江市发展和改革委员会
甬江市财政局    文件
甬江市税务局
签发人：周某某  吴 某
郑某某
甬发改〔2026〕3号   王某某
甬江市发展和改革委员会 甬江市财政局 甬江市税务局关于减税的请示
市政府：
妥否，请批示。
甬江市发展和改革委员会  甬江市财政局
甬江市税务局
2026年1月9日
"""
ORDER = """甬江市人民政府令
第12号
《甬江市养犬管理办法》已经市人民政府第3次常务会议审议通过，现予公布，自2026年3月1日起施行。
市长　周 某
2026年1月9日
甬江市养犬管理办法
第一条　市公安局主管养犬工作。
"""
MINUTES = """甬江市人民政府常务会议纪要
甬江市人民政府办公室
2026年1月9日
关于研究数字政府建设工作的会议纪要
一、会议听取了汇报。
出席：周某、吴某
郑某、王某
列席人员：市财政局陈某。
请 假：卫某
"""
CONTACT = "甬江市财政局\n2026年1月9日\n联系人：王某某，联系电话：0000-87654321\n（此件公开发布）\n〔2026〕5号\n"
LAWS = [line for each in (JOINT, ORDER, MINUTES, CONTACT) for line in each.splitlines()]


def text(lines: str) -> Recognised:
    return read("草稿.txt", lines.encode())


@pytest.mark.parametrize("path", [*SAMPLES, PLAN], ids=lambda path: path.stem)
def test_nothing_of_a_dirty_page_is_lost_and_a_clean_notice_comes_out(path: Path) -> None:
    found = read(path.name, path.read_bytes())
    assert_nothing_is_lost(found)
    (annex,) = found.annexes
    assert found.title
    assert found.title.value.translate(TO_SIMPLIFIED) == (
        f"甬江市人民政府关于印发{annex.title.value.translate(TO_SIMPLIFIED)}的通知"
    )
    assert found.issuer
    assert found.issuer.value == "甬江市人民政府"
    assert outline(found)[1] >= 2
    assert not any(".docx" in block.value.text or "扫一扫" in block.value.text for block in annex.blocks)


@given(st.lists(st.sampled_from([*DIRT, *OFFICIAL.splitlines(), *DRAFT.splitlines(), *LAWS]), max_size=40))
@settings(max_examples=150, deadline=None)
def test_nothing_is_lost_in_whatever_order_lines_come(lines: list[str]) -> None:
    assert_nothing_is_lost(recognise(txt.read("\n".join(lines).encode())))


@given(
    st.text(
        "一二三()\uff08\uff091.,:\uff0c\uff1a、。关于印发《》的通知各市政府局附件20日年月 \n\t\u3014\u3015号抄送",
        max_size=300,
    )
)
@settings(max_examples=150, deadline=None)
def test_nothing_is_lost_of_any_text(characters: str) -> None:
    assert_nothing_is_lost(recognise(txt.read(characters.encode())))


def test_a_full_document_is_read_from_both_ends() -> None:
    found = text(OFFICIAL)
    assert_nothing_is_lost(found)
    assert not found.unplaced
    made = compose.document(found)
    assert (made.copy_no, made.urgency, made.marks) == ("000018", "特急", ("甬江市发展和改革委员会",))
    assert made.doc_number == "甬江发改\u30142026\u30153号"
    assert made.signers == ("周某某", "吴某某")
    assert made.title == "甬江市发展和改革委员会关于2026年重点项目安排的请示"
    assert made.main_addressees == "市政府"
    assert made.attachment_names == ("重点项目清单", "资金测算表")
    assert (made.organ, made.formed_on) == ("甬江市发展和改革委员会", date(2026, 1, 9))
    assert made.note == "联系人\uff1a郑某某\uff0c电话\uff1a00000000"
    assert [(annex.label, annex.title) for annex in made.annexes] == [
        ("附件1", "重点项目清单"),
        ("附件2", "资金测算表"),
    ]
    assert made.cc == "市财政局\uff0c市人大办\uff0c市政协办"
    assert (made.printer, made.printed_on) == ("甬江市发展和改革委员会办公室", date(2026, 1, 12))


def test_a_joint_document_has_all_its_organs_and_all_who_signed_it_off() -> None:
    found = text(JOINT)
    assert_nothing_is_lost(found)
    assert not found.unplaced
    organs = ("甬江市发展和改革委员会", "甬江市财政局", "甬江市税务局")
    made = compose.document(found)
    assert made.marks == organs
    assert tuple(each.organ for each in made.signatories) == organs
    assert made.signers == ("周某某", "吴某", "郑某某", "王某某")
    assert (made.doc_number, made.kind, made.format) == ("甬发改〔2026〕3号", "请示", Format.GENERAL)


def test_the_word_file_may_stand_beside_the_organs_and_a_menu_is_no_mark() -> None:
    stacked = text(JOINT.replace("    文件", "").replace("签发人", "文 件\n签发人", 1))
    assert [mark.value for mark in stacked.marks] == [mark.value for mark in text(JOINT).marks]
    menu = text("市政府文件\n甬江市财政局关于预算的通知\n各单位：\n请落实。")
    assert not menu.marks
    assert [out.text for out in menu.unplaced] == ["市政府文件"]


def test_an_order_is_its_number_its_signer_and_what_it_puts_into_force() -> None:
    found = text(ORDER)
    assert_nothing_is_lost(found)
    assert not found.unplaced
    made = compose.document(found)
    assert (made.marks, made.doc_number, made.title) == (("甬江市人民政府令",), "第12号", "")
    assert (made.format, made.closing, made.kind) == (Format.ORDER, Closing.SIGNET, "令")
    assert made.signatories == (Signatory("甬江市人民政府", position="市长", name="周某"),)
    assert made.formed_on == date(2026, 1, 9)
    assert [annex.title for annex in made.annexes] == ["甬江市养犬管理办法"]


def test_minutes_tell_who_was_there() -> None:
    found = text(MINUTES)
    assert_nothing_is_lost(found)
    made = compose.document(found)
    assert (made.marks, made.format) == (("甬江市人民政府常务会议纪要",), Format.MINUTES)
    assert made.title == "关于研究数字政府建设工作的会议纪要"
    assert [(each.label, each.names) for each in made.attendance] == [
        ("出席", "周某、吴某 郑某、王某"),
        ("列席", "市财政局陈某"),
        ("请假", "卫某"),
    ]
    assert [block.text for block in made.blocks] == ["一、会议听取了汇报。"]


@pytest.mark.parametrize("number", ["〔2026〕5号", "第5号", "甬政纪〔2026〕5号", ""])
def test_minutes_without_a_title_are_called_by_their_mark(number: str) -> None:
    lines = [
        "甬江市人民政府常务会议纪要",
        number,
        "2026年3月18日",
        "3月16日，市长召开会议。现纪要如下：",
        "一、会议听取了汇报。",
    ]
    found = text("\n".join([*lines, "列席：市财政局陈某，市数据局", "　　　刘某。", "散会。"]))
    assert_nothing_is_lost(found)
    made = compose.document(found)
    assert (made.marks, made.title, made.kind) == ((lines[0],), lines[0], "纪要")
    assert made.doc_number == number
    assert [each.names for each in made.attendance] == ["市财政局陈某，市数据局 刘某"]
    assert [block.text for block in made.blocks] == [*lines[3:], "散会。"]


@pytest.mark.parametrize("parting", ["", "\n"])
def test_a_bare_mark_and_a_number_are_no_lines_of_the_title(parting: str) -> None:
    lines = f"甬江市教育局\n甬教〔2026〕7号\n甬江市教育局关于开展{parting}校园安全检查的通知\n各区县教育局：\n请落实。"
    found = text(lines)
    assert_nothing_is_lost(found)
    assert not found.unplaced
    made = compose.document(found)
    assert (made.marks, made.doc_number) == (("甬江市教育局",), "甬教〔2026〕7号")
    assert made.title == "甬江市教育局关于开展校园安全检查的通知"


@pytest.mark.parametrize("note", ["", "（此件公开发布）\n"])
def test_a_contact_below_the_date_is_kept(note: str) -> None:
    contact = "联系人：王某某，联系电话：0000-87654321"
    notice = f"甬江市教育局关于检查的通知\n各学校：\n请落实。\n甬江市教育局\n2026年3月1日\n{note}"
    found = text(notice + contact)
    assert_nothing_is_lost(found)
    assert [(out.text, out.reason) for out in found.unplaced] == [(contact, Reason.AFTER_SIGNATURE)]


@pytest.mark.parametrize(
    ("title", "kind", "form"),
    [
        ("甬江市财政局关于商请提供资料的函", "函", Format.LETTER),
        ("甬江市财政局关于预算的通知（试行）", "通知", Format.GENERAL),
        ("甬江市数字政府建设方案", "", Format.GENERAL),
    ],
)
def test_the_kind_is_the_end_of_the_title(title: str, kind: str, form: Format) -> None:
    made = compose.document(text(f"{title}\n各单位：\n请落实。"))
    assert (made.kind, made.format) == (kind, form)


def test_a_persons_own_draft_keeps_its_meeting_time() -> None:
    found = text(DRAFT)
    assert_nothing_is_lost(found)
    assert not found.unplaced
    made = compose.document(found)
    assert (made.title, made.main_addressees, made.organ) == ("关于开展办公用房自查的通知", "各科室", "综合科")
    assert [block.level for block in made.blocks] == [0, 3, 3, 0]


@pytest.mark.parametrize("below", ["目 录", "第一章　总则", "第一条　为规范养犬，制定本规定。"])
def test_a_statute_has_its_title_above_its_first_heading(below: str) -> None:
    adopted = "（2026年3月1日甬江市第一届人民代表大会常务委员会第一次会议通过）"
    found = text("\n".join(["甬江市养犬规定", adopted, below, "第二条　市公安局主管养犬工作。"]))
    assert_nothing_is_lost(found)
    assert found.title
    assert found.title.value == "甬江市养犬规定"
    assert [block.value.text for block in found.body][:2] == [adopted, below]


def test_a_text_without_any_form_is_all_body() -> None:
    found = text("今天开会。\n大家都来。\n")
    assert [block.value for block in found.body] == [Block("今天开会。"), Block("大家都来。")]
    assert found.title is None
    assert found.issuer is None


@pytest.mark.parametrize(
    ("lines", "title", "issuer"),
    [
        (["首页", "甬江市财政局关于预算的批复"], "甬江市财政局关于预算的批复", "甬江市财政局"),
        (
            ["甬江市政府办公室转发", "市教育局关于放学安全", "的意见的通知"],
            "甬江市政府办公室转发市教育局关于放学安全的意见的通知",
            "甬江市政府办公室",
        ),
        (
            ["甬江市财政局对市政协会议", "第46号提案的答复", "甬财函〔2026〕8号"],
            "甬江市财政局对市政协会议第46号提案的答复",
            "甬江市财政局",
        ),
        (["周例会纪要"], "周例会纪要", "综合科"),
        (["甬江市财政局关于预算", "若 干 问 题 的 通 知"], "甬江市财政局关于预算若干问题的通知", "甬江市财政局"),
        (
            ["甬江市政府关于推行", "公示制度记录制度", "审核制度的意见"],
            "甬江市政府关于推行公示制度记录制度审核制度的意见",
            "甬江市政府",
        ),
    ],
)
def test_a_title_is_found_in_one_line_or_several(lines: list[str], title: str, issuer: str) -> None:
    found = text("\n".join([*lines, "各单位:", "情况如下。", "综合科", "2026年5月6日"]))
    assert_nothing_is_lost(found)
    assert found.title
    assert found.title.value == title
    assert found.issuer
    assert found.issuer.value == issuer


@pytest.mark.parametrize("unit", ["市", "政府:", "《某某》印发", "人(people)的(of)一(one)", "(", "时间:"])
def test_one_endless_line_is_read_in_bounded_time(unit: str) -> None:
    began = time.process_time()
    found = text(unit * (1_000_000 // len(unit)))
    assert_nothing_is_lost(found)
    assert time.process_time() - began < 20


def test_more_lines_than_any_document_has_are_refused() -> None:
    with pytest.raises(TooManyParagraphs):
        text("甲\n" * (MAX_PARAGRAPHS + 1))
    assert len(text("甲\n\n" * MAX_PARAGRAPHS).source.paragraphs) == MAX_PARAGRAPHS


def test_a_text_longer_than_any_document_is_refused_unread() -> None:
    line = "某某通知" * 20 + "\n"
    longest = (line * (MAX_CHARACTERS // len(line) + 1))[:MAX_CHARACTERS]
    assert txt.read_text(longest)
    for longer in (longest + "甲", "\n" * MAX_CHARACTERS + "甲", "甲" * 3 * MAX_CHARACTERS):
        with pytest.raises(TextTooLong):
            read("a.txt", longer.encode())


def test_what_is_derived_or_repaired_says_so() -> None:
    untitled, damaged, glossed = (recognise_sample(name) for name in ("无标题行", "括号丢失", "机器夹注"))
    assert untitled.title
    assert (untitled.title.lines, untitled.title.confidence) == ((), 0.8)
    repaired = {block.value.text[:3] for block in damaged.annexes[0].blocks if block.confidence < 0.9}
    assert repaired == {"\uff08一\uff09", "\uff08二\uff09", "\uff081\uff09", "\uff082\uff09", "\uff083\uff09"}
    assert damaged.formed_on
    assert (damaged.formed_on.value, damaged.formed_on.lines) == (date(2026, 3, 31), (5, 12))
    assert [remark.loss for remark in glossed.source.remarks] == [Loss.GLOSSES]
    assert "認證(CA)系統" in glossed.source.full_text


def test_the_page_around_the_document_is_named_not_dropped() -> None:
    found = read(PLAN.name, PLAN.read_bytes())
    reasons = {out.text: out.reason for out in found.unplaced}
    assert reasons["甬江产业信息服务网 - 政策速递"] is Reason.BEFORE_TITLE
    assert reasons["甬江政发(2026)12号.pdf"] is Reason.FILE_NAME
    assert reasons["传真:0000-81234568"] is Reason.CONTACT
    assert reasons["返回顶部"] is Reason.SITE
    assert found.note
    assert found.note.value == "此件公开发布"


def recognise_sample(stem: str) -> Recognised:
    path = next(path for path in SAMPLES if path.stem == stem)
    return read(path.name, path.read_bytes())


def test_real_texts_give_what_is_known_of_them() -> None:
    folder = real_texts()
    for known in json.loads((folder / "data/policies/seeds_expected.json").read_text("utf-8")):
        name, expected = known["file"], known["expected"]
        found = read(name, (folder / "seeds" / name).read_bytes())
        assert_nothing_is_lost(found)
        assert values(found) == wanted(expected), name
        assert outline(found) == {
            level: expected["outline"][f"level{level}"] for level in range(1, 5) if expected["outline"][f"level{level}"]
        }
        files = {
            out.text.replace(" ", "").translate(TO_SIMPLIFIED)
            for out in found.unplaced
            if out.reason is Reason.FILE_NAME
        }
        assert {file.translate(TO_SIMPLIFIED) for file in expected["attachments"]} <= files


def values(found: Recognised) -> list[object]:
    elements = (found.title, found.doc_number, found.issuer, found.main_addressees, found.formed_on, found.published_on)
    read_values = [element.value if element else None for element in elements]
    return [
        each.isoformat() if isinstance(each, date) else str(each or "").translate(TO_SIMPLIFIED) for each in read_values
    ]


def wanted(expected: dict[str, str | None]) -> list[object]:
    keys = ("title", "doc_number", "issuer", "addressee", "written_date", "publish_date")
    return [expected[key] or "" for key in keys]
