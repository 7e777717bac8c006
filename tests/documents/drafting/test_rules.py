"""Laws of a draft's text: what identifies it, what changed, what must be there."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import to_builtins

from documents.drafting.rules.checks import LONGEST, Level, check, goes_up, way
from documents.drafting.rules.content import LATER, AnnexText, Content, diff, hash_of, matter, too_long
from documents.drafting.rules.kinds import LAW, Kind, Need, may_issue
from policy_library.catalogue.rules.disclosure import Publicity
from server.directory.rules.organs import Direction, Organ, OrganType
from server.directory.rules.organs import Level as OrganLevel
from server.kit.digest import canonical, sm3

CITY, OFFICE, BUREAU, FINANCE, DISTRICT, STREET, FIRM, PARTY = (uuid4() for _ in range(8))
TREE = {
    CITY: Organ(CITY, "甬江市人民政府", "市政府", OrganType.GOVERNMENT, OrganLevel.CITY, None, None, OFFICE, True),
    OFFICE: Organ(OFFICE, "市政府办公厅", "办公厅", OrganType.DEPARTMENT, OrganLevel.CITY, CITY, issue_enabled=True),
    BUREAU: Organ(BUREAU, "市大数据局", "大数据局", OrganType.DEPARTMENT, OrganLevel.CITY, CITY, issue_enabled=True),
    FINANCE: Organ(FINANCE, "市财政局", "财政局", OrganType.DEPARTMENT, OrganLevel.CITY, CITY, issue_enabled=True),
    PARTY: Organ(PARTY, "中共甬江市委", "市委", OrganType.PARTY, OrganLevel.CITY, issue_enabled=True),
    DISTRICT: Organ(
        DISTRICT, "东浦区人民政府", "区政府", OrganType.GOVERNMENT, OrganLevel.COUNTY, CITY, issue_enabled=True
    ),
    STREET: Organ(STREET, "望潮街道", "街道", OrganType.GOVERNMENT, OrganLevel.TOWNSHIP, DISTRICT, issue_enabled=True),
    FIRM: Organ(FIRM, "数据集团", "集团", OrganType.ENTERPRISE, OrganLevel.CITY, CITY),
}
NOTICE = Content(
    kind=Kind.NOTICE,
    title="甬江市人民政府关于加强数据安全的通知",
    body="为加强数据安全,现通知如下。",
    main_addressees="各区人民政府",
    main=(DISTRICT,),
    publicity=Publicity.PROACTIVE,
)
chinese = st.text(alphabet="甬江市人民政府数据安全管理办法一二三0123456789,。;:()", max_size=40)
contents = st.builds(
    lambda title, lines, annex: replace(NOTICE, title=title, body="\n".join(lines), annexes=annex),
    chinese,
    st.lists(chinese, max_size=8),
    st.lists(st.builds(AnnexText, chinese, chinese), max_size=2).map(tuple),
)


def rules_of(issuer: UUID, content: Content) -> dict[str, Level]:
    return {finding.rule: finding.level for finding in check(TREE, issuer, content)}


@given(contents, contents)
def test_the_hash_tells_texts_apart_and_the_diff_says_where(old: Content, new: Content) -> None:
    assert (hash_of(old) == hash_of(new)) == (old == new)
    assert bool(diff(old, new)) == (old != new)


@given(contents, contents)
def test_the_diff_is_symmetric(old: Content, new: Content) -> None:
    there = sorted((c.before, c.after) for c in diff(old, new) if ":" not in c.where)
    back = sorted((c.after, c.before) for c in diff(new, old) if ":" not in c.where)
    assert there == back


@given(st.sampled_from([",", "。", ";", " ", "\n", "、"]), st.integers(0, 12))
def test_punctuation_between_words_does_not_matter(mark: str, at: int) -> None:
    body = "加强数据安全管理工作通知如下"
    assert matter(replace(NOTICE, body=body)) == matter(replace(NOTICE, body=body[:at] + mark + body[at:]))


@pytest.mark.parametrize(
    ("before", "after"), [("增长1.5%", "增长15%"), ("10:30", "1030"), ("1,5项", "15项"), ("同意", "不同意")]
)
def test_a_mark_inside_a_number_matters(before: str, after: str) -> None:
    assert matter(replace(NOTICE, body=before)) != matter(replace(NOTICE, body=after))


@given(contents)
def test_moving_words_between_fields_matters(content: Content) -> None:
    moved = replace(content, title="", body=content.title + content.body)
    assert (matter(moved) == matter(content)) == (
        matter(replace(NOTICE, body=content.title)) == matter(replace(NOTICE, body=""))
    )


def test_a_large_change_is_shown_as_one_and_quickly() -> None:
    """Many short paragraphs that repeat are the worst case of every comparison."""
    signs = "甬江市人民政府数据安全"
    old = "\n".join(signs[n * 7 % len(signs)] for n in range(4_900))
    new = "\n".join(signs[n * 5 % len(signs)] for n in range(4_900))
    found = diff(replace(NOTICE, body=f"首段\n{old}\n末段"), replace(NOTICE, body=f"首段\n{new}\n末段"))
    assert len(found) == 1
    assert found[0].where == "body:3"


@given(st.lists(chinese, max_size=6), st.lists(chinese, max_size=6), st.lists(chinese, max_size=6))
def test_what_stands_around_a_change_is_not_in_it(head: list[str], middle: list[str], tail: list[str]) -> None:
    old, new = "\n".join([*head, "旧", *tail]), "\n".join([*head, *middle, "新", *tail])
    changes = diff(replace(NOTICE, body=old), replace(NOTICE, body=new))
    assert sum(len(change.after) for change in changes) <= sum(map(len, middle)) + 1


def test_a_proper_notice_has_no_finding() -> None:
    assert check(TREE, CITY, NOTICE) == []


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_wants_what_the_regulation_says(kind: Kind) -> None:
    law, nobody = LAW[kind], replace(NOTICE, kind=kind, main=(), main_addressees="")
    assert ("EL-MAIN" in rules_of(CITY, nobody)) == (law.main_addressees is Need.REQUIRED)
    somebody = rules_of(CITY, replace(NOTICE, kind=kind))
    assert ("EL-MAIN" in somebody) == (law.main_addressees is Need.UNUSED)
    assert ("R14" in somebody) == (kind is Kind.REPLY)
    assert ("EL-ISSUER" in somebody) == (not may_issue(kind, OrganType.GOVERNMENT))


@pytest.mark.parametrize(
    ("issuer", "changed", "rule", "level"),
    [
        (CITY, {"title": "关于加强数据安全的通知。"}, "EL-TITLE-END", Level.BLOCKS),
        (CITY, {"title": "关于加强数据安全"}, "EL-TITLE-KIND", Level.WARNS),
        (CITY, {"title": "关于加强数据安全的通知"}, "EL-TITLE-ORGAN", Level.WARNS),
        (CITY, {"title": " "}, "EL-TITLE", Level.BLOCKS),
        (CITY, {"main": ()}, "EL-MAIN", Level.BLOCKS),
        (CITY, {"main_addressees": " "}, "EL-MAIN-TEXT", Level.BLOCKS),
        (CITY, {"main_addressees": "各区人民政府："}, "EL-MAIN-END", Level.BLOCKS),
        (CITY, {"attachment_names": (" ",)}, "EL-ATTACHMENT", Level.BLOCKS),
        (CITY, {"attachment_names": ("清单",)}, "EL-ATTACHMENT-MISSING", Level.WARNS),
        (
            CITY,
            {"attachment_names": ("清单",), "annexes": (AnnexText("目录", "一", "附件"),)},
            "EL-ATTACHMENT-NAME",
            Level.BLOCKS,
        ),
        (CITY, {"annexes": (AnnexText("目录", "一", "附件"),)}, "EL-ATTACHMENT-NAME", Level.BLOCKS),
        (CITY, {"body": "看不见\u200b的字符"}, "EL-CHARACTER", Level.BLOCKS),
        (CITY, {"body": "控制\x07字符"}, "EL-CHARACTER", Level.BLOCKS),
        (CITY, {"kind": Kind.MINUTES}, "EL-ATTENDANCE", Level.BLOCKS),
        (CITY, {"attendance": "出席：张某某"}, "EL-ATTENDANCE", Level.BLOCKS),
        (CITY, {"kind": Kind.MINUTES, "attendance": "出席 张某某"}, "EL-ATTENDANCE-LINE", Level.BLOCKS),
        (CITY, {"body": " \n"}, "EL-BODY", Level.BLOCKS),
        (CITY, {"body": "字" * (LONGEST + 1)}, "R16", Level.WARNS),
        (CITY, {"publicity": Publicity.NOT_PUBLIC}, "EL-PUBLICITY", Level.WARNS),
        (FIRM, {}, "R17", Level.BLOCKS),
        (FIRM, {"kind": Kind.ORDER, "main": (), "main_addressees": ""}, "EL-ISSUER", Level.BLOCKS),
        (BUREAU, {}, "R09", Level.BLOCKS),
        (STREET, {"kind": Kind.REQUEST, "main": (CITY,)}, "R01", Level.BLOCKS),
        (STREET, {"kind": Kind.REQUEST, "main": (CITY,), "cc": (DISTRICT,)}, "R01", Level.WARNS),
        (BUREAU, {"kind": Kind.REQUEST, "main": (CITY, OFFICE)}, "R02", Level.BLOCKS),
        (BUREAU, {"kind": Kind.REPORT, "main": (CITY, OFFICE)}, "R02", Level.WARNS),
        (DISTRICT, {"kind": Kind.REPORT, "main": (CITY,), "cc": (STREET,)}, "R02", Level.BLOCKS),
        (BUREAU, {"kind": Kind.REPORT, "main": (CITY,), "body": "妥否,请批示。"}, "R05", Level.BLOCKS),
        (CITY, {"kind": Kind.REQUEST}, "EL-WAY", Level.BLOCKS),
    ],
)
def test_a_rule_is_found_where_it_is_broken(issuer: UUID, changed: dict[str, object], rule: str, level: Level) -> None:
    broken = replace(NOTICE, **changed)  # type: ignore[arg-type]
    assert rules_of(issuer, broken).get(rule) is level
    assert rule not in rules_of(CITY, NOTICE)


JOINT = replace(
    NOTICE,
    title="市大数据局 市财政局关于加强数据安全的通知",
    main=(OFFICE,),
    main_addressees="市政府办公厅",
    joint=(FINANCE,),
)


def test_two_bureaux_of_one_government_may_issue_a_notice_jointly() -> None:
    assert check(TREE, BUREAU, JOINT) == []


@pytest.mark.parametrize(
    ("issuer", "changed", "rule", "level"),
    [
        (BUREAU, {"joint": (DISTRICT,)}, "R12", Level.BLOCKS),
        (CITY, {"joint": (BUREAU,)}, "R12", Level.BLOCKS),
        (BUREAU, {"joint": (FINANCE, CITY)}, "R12", Level.BLOCKS),
        (CITY, {"joint": (PARTY,), "main": (DISTRICT,)}, "R12", Level.WARNS),
        (BUREAU, {"joint": (FINANCE, FINANCE)}, "EL-JOINT", Level.BLOCKS),
        (BUREAU, {"joint": (BUREAU,)}, "EL-JOINT", Level.BLOCKS),
        (BUREAU, {"main": (OFFICE, FINANCE)}, "EL-JOINT-ADDRESSEE", Level.BLOCKS),
        (BUREAU, {"cc": (BUREAU,)}, "EL-JOINT-ADDRESSEE", Level.BLOCKS),
        (BUREAU, {"kind": Kind.MINUTES, "attendance": "出席：张某某"}, "EL-JOINT-KIND", Level.BLOCKS),
        (BUREAU, {"joint": (FINANCE, FIRM)}, "R17", Level.BLOCKS),
        (CITY, {"kind": Kind.ORDER, "main": (), "main_addressees": "", "joint": (PARTY,)}, "EL-ISSUER", Level.BLOCKS),
        (OFFICE, {"main": (DISTRICT,)}, "R09", Level.BLOCKS),
        (BUREAU, {"kind": Kind.REPORT, "main": (CITY,), "joint": (PARTY,)}, "EL-WAY", Level.BLOCKS),
    ],
)
def test_what_holds_for_the_leading_organ_holds_for_every_one_that_issues_it_too(
    issuer: UUID, changed: dict[str, object], rule: str, level: Level
) -> None:
    broken = replace(JOINT, **changed)  # type: ignore[arg-type]
    assert rules_of(issuer, broken).get(rule) is level
    alone = replace(broken, joint=())
    assert rule == "EL-WAY" or rule not in rules_of(issuer, alone)


@given(st.permutations([BUREAU, FINANCE, OFFICE]))
def test_peers_are_peers_in_every_order_and_each_finding_is_said_once(organs: list[UUID]) -> None:
    findings = check(TREE, organs[0], replace(JOINT, main=(DISTRICT,), joint=tuple(organs[1:])))
    assert "R12" not in {finding.rule for finding in findings}
    assert len(set(findings)) == len(findings)


def test_a_joint_document_goes_up_where_it_does_so_from_any_of_its_issuers() -> None:
    report = replace(JOINT, kind=Kind.REPORT, main=(CITY,), joint=(BUREAU,))
    assert goes_up(TREE, PARTY, report)
    assert not goes_up(TREE, PARTY, replace(report, joint=()))


def test_the_co_issuers_are_part_of_the_matter_and_their_absence_changes_no_hash() -> None:
    assert hash_of(JOINT) != hash_of(replace(JOINT, joint=()))
    assert matter(JOINT) != matter(replace(JOINT, joint=()))
    assert hash_of(NOTICE) == sm3(canonical({k: v for k, v in to_builtins(NOTICE).items() if k not in LATER}))
    assert [change.where for change in diff(NOTICE, replace(NOTICE, joint=(FINANCE,)))] == ["joint"]


def test_the_general_office_may_write_to_lower_governments_and_a_bureau_may_not() -> None:
    assert "R09" not in rules_of(OFFICE, NOTICE)
    assert "R09" in rules_of(BUREAU, NOTICE)
    assert "R09" not in rules_of(BUREAU, replace(NOTICE, kind=Kind.LETTER))


def test_the_way_is_computed_from_the_organs() -> None:
    assert way(TREE, CITY, NOTICE) is Direction.DOWN
    assert way(TREE, DISTRICT, replace(NOTICE, main=(CITY, BUREAU))) is Direction.UP
    assert way(TREE, BUREAU, replace(NOTICE, main=(OFFICE,))) is Direction.PEER
    assert way(TREE, CITY, replace(NOTICE, main=())) is None


def test_a_table_of_few_characters_may_still_be_too_large() -> None:
    assert too_long(Content(kind=Kind.NOTICE, title="关于有关事项的通知", body="\t" * 3000 + "\n" + "\t\n" * 3000))
    assert not too_long(Content(kind=Kind.NOTICE, title="关于有关事项的通知", body="甲\t乙\n" * 300))
