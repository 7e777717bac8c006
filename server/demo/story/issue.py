"""The first chapter: a policy text becomes a numbered, sealed document of 甬江市 (发文)."""

import secrets
from pathlib import Path
from typing import Any

from server.demo.running import Refused
from server.demo.story.telling import Story, expect_todo, organs_of, person_of, wait_for

BUREAUX = {"fgw": "市发展和改革委员会", "sfj": "市司法局", "czj": "市财政局"}
RECEIVERS = ("dongpu", "xiyu", "nantang", "jxj", "gaj", "rsj", "scj")
CODE = "甬江政发"
RECEIVER_NAMES = {
    "dongpu": "甬江市东浦区人民政府",
    "xiyu": "甬江市西屿区人民政府",
    "nantang": "甬江市南塘区人民政府",
    "jxj": "甬江市经济和信息化局",
    "gaj": "甬江市公安局",
    "rsj": "甬江市人力资源和社会保障局",
    "scj": "甬江市市场监督管理局",
}


def _draft(story: Story, file: Path, target: Path) -> None:
    drafter = story.who("dsj.drafter")
    story.organs = organs_of(drafter)
    found = drafter.send("/recognitions", file.read_bytes(), name=file.name)["text"]
    text = _content(story, found)
    story.tell(f"市大数据局拟稿人导入文件，识别出标题《{text['annexes'][0]['title']}》，{_size(text)} 字")
    mayor = person_of(drafter, story.organs["甬江市人民政府"], "市长")
    start = {
        "content": text,
        "issuer_id": story.organs["甬江市人民政府"],
        "signer_id": mayor,
        "countersigners": [story.organs[f"甬江{name}"] for name in BUREAUX.values()],
    }
    story.document = drafter.post("/documents", start, expect=201)["id"]
    story.title = text["title"]
    story.tell(f"拟稿：{story.title}")
    drafter.post(story.at("/submit"), {"reason": "印发的方案较长，系市委市政府部署的整体方案。"})
    story.tell("送审，部门负责人收到待办")


def _first_round(story: Story, file: Path, target: Path) -> None:
    _opine(story, "dsj.head", "review", "同意，请会签。", "部门核稿通过")
    _opine(story, "fgw.countersign", "countersign", "同意。", "市发展和改革委员会会签同意")
    story.who("sfj.countersign").post(story.at("/return"), {"reason": "请在通知正文中写明贯彻执行的时限。"})
    story.tell("市司法局退回：请写明时限；待办回到拟稿人")
    expect_todo(story, "dsj.drafter", "submit")


def _second_round(story: Story, file: Path, target: Path) -> None:
    drafter = story.who("dsj.drafter")
    card = drafter.get(story.at(""))
    changed = {
        **card["content"],
        "body": card["content"]["body"].replace(
            "请认真贯彻执行", "请结合实际，于印发之日起三十日内制定具体措施，认真贯彻执行"
        ),
    }
    drafter.put(story.at("/content"), {"base": card["draft"]["no"], "content": changed, "reason": "按会签意见写明时限"})
    drafter.post(story.at("/submit"), {"reason": "已按会签意见修改；方案较长已说明。"})
    again = story.who("dsj.head").get(story.at(""))
    stale = [said for said in again["opinions"] if not said["stands"]]
    if not stale or not any(said["changed_since"] for said in stale):
        raise Refused("the change after the opinions is not shown")
    story.tell(f"修改后重新送审，{len(stale)} 条旧意见标明改动，请各方再次确认")
    _opine(story, "dsj.head", "review", "同意。", "部门再次核稿通过")
    for key, name in BUREAUX.items():
        _opine(story, f"{key}.countersign", "countersign", "同意。", f"{name}会签同意")
    _opine(story, "sfb.reviewer", "review", "文种、格式、程序均符合规定。", "市政府办公厅审核通过")


def _sign(story: Story, file: Path, target: Path) -> None:
    expect_todo(story, "mayor", "sign_off")
    mayor = story.who("mayor")
    seen = mayor.get(story.at(""))["draft"]["hash"]
    pin = secrets.token_hex(6)
    mayor.post("/me/signature", {"password": story.password, "pin": pin}, expect=201)
    card = mayor.post(story.at("/sign"), {"seen": seen, "verdict": "circle", "pin": pin})
    (signed,) = mayor.get(story.at("/signatures"))
    if not signed["holds"]:
        raise Refused(f"the mayor's signature does not hold: {signed}")
    story.tell(f"市长圈阅，以个人电子签名签发，成文日期 {card['formed_on']}")
    reviewer = story.who("sfb.reviewer")
    reviewer.post(story.at("/recheck"), {"seen": seen})
    story.tell("办公厅复核通过")


def _number_and_print(story: Story, file: Path, target: Path) -> None:
    number = story.who("sfb.registrar").post(story.at("/register"), {"code": CODE})["line"]["number"]
    story.tell(f"登记编号：{number}")
    wait_for(story, "typeset")
    story.tell("排版完成，印制内容与签发稿逐字一致")
    story.tell(f"字体：{_faces(story)}")
    story.who("sfb.proofreader").post(story.at("/proof"))
    story.tell("校对通过")


def _seal(story: Story, file: Path, target: Path) -> None:
    story.who("sfb.sealkeeper").post(story.at("/seal"))
    wait_for(story, "sealed")
    pdf = story.who("sfb.dispatcher").fetch(story.at("/file"))
    (target / "sealed.pdf").write_bytes(pdf)
    story.tell(f"监印人用印，签章文件 {len(pdf) // 1024} KB")


def _dispatch(story: Story, file: Path, target: Path) -> None:
    story.who("sfb.dispatcher").post(story.at("/dispatch"))
    board = story.who("sfb.dispatcher").get(story.at("/receipts"))
    if len(board) != len(RECEIVERS):
        raise Refused(f"{len(board)} receipts for {len(RECEIVERS)} addressees")
    story.tell(f"分发至 {len(board)} 个单位")


def _opine(story: Story, account: str, how: str, words: str, told: str) -> None:
    person = story.who(account)
    expect_todo(story, account, "opine" if how == "countersign" else "pass")
    seen = person.get(story.at(""))["draft"]["hash"]
    person.post(story.at(f"/{how}"), {"seen": seen, "text": words})
    story.tell(told)


def _faces(story: Story) -> str:
    """The faces of the print, from its 排版记录."""
    record = story.who("sfb.registrar").get(story.at("/issued"))["print"]["record"]
    return "，".join(f"{use['role']} {use['face']}{_standing_in(use)}" for use in record["fonts"])


def _standing_in(use: dict[str, Any]) -> str:
    """For which characters, or for the whole role, a face stands in for the office's own type."""
    if use["characters"]:
        return f"（补字“{use['characters']}”）"
    return "" if use["official"] else "（代用）"


def _content(story: Story, found: dict[str, Any]) -> dict[str, Any]:
    """The 通知 of the demo city that issues whatever plan the file holds."""
    annex = found["annexes"][0] if found["annexes"] else found
    plan, body = annex["title"], annex["body"]
    names = {key: story.organs[name] for key, name in RECEIVER_NAMES.items()}
    return {
        "kind": "notice",
        "title": f"甬江市人民政府关于印发{plan}的通知",
        "body": f"现将《{plan}》印发给你们，请认真贯彻执行。",
        "main_addressees": "各区人民政府，市政府有关部门",
        "main": [names[key] for key in RECEIVERS],
        "annexes": [{"title": plan, "body": body}],
        "publicity": "proactive",
    }


def _size(text: dict[str, Any]) -> int:
    return len(text["body"]) + sum(len(annex["body"]) for annex in text["annexes"])


CHAPTER = (_draft, _first_round, _second_round, _sign, _number_and_print, _seal, _dispatch)
