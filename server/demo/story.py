"""One document's whole life, told step by step over HTTP: a policy text is re-issued as a 通知 of 甬江市.

Whatever does not hold ends the story with an error.
"""

import json
import secrets
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from server.demo.evidence import Evidence, seal_covers_signature, write
from server.demo.running import Office, Person, Refused, office

BUREAUX = {"fgw": "市发展和改革委员会", "sfj": "市司法局", "czj": "市财政局"}
RECEIVERS = ("dongpu", "xiyu", "nantang", "jxj", "gaj", "rsj", "scj")
CODE = "甬江政发"
LEFT = ("sealed.pdf", "page-first.png", "page-last.png", "journal.json", "timeline.txt", "trust/office.pem")
"""What a story leaves in its target folder."""


@dataclass
class Story:
    """What is known so far: the people, the document, and what happened when."""

    office: Office
    password: str
    began: float = field(default_factory=time.monotonic)
    people: dict[str, Person] = field(default_factory=dict)
    organs: dict[str, str] = field(default_factory=dict)
    document: str = ""
    title: str = ""
    lines: list[str] = field(default_factory=list)

    def who(self, account: str) -> Person:
        """Somebody, logged in once."""
        if account not in self.people:
            self.people[account] = Person(self.office.address, account, self.password)
        return self.people[account]

    def tell(self, what: str) -> None:
        """Say and keep one line of the story."""
        line = f"{time.monotonic() - self.began:6.1f}s  {what}"
        self.lines.append(line)
        print(f"[{len(self.lines):2}] {line}", flush=True)

    def at(self, path: str) -> str:
        """A path below the document."""
        return f"/documents/{self.document}{path}"


def play(file: Path, target: Path) -> None:
    """Play the whole story with a policy text; the outcome lies in the target folder.

    What an earlier story left there goes first, so that nothing passes for this one's.
    Raises Refused, FileNotFoundError.
    """
    target.mkdir(parents=True, exist_ok=True)
    for name in LEFT:
        (target / name).unlink(missing_ok=True)
    if not file.is_file():
        raise FileNotFoundError(file)
    password = secrets.token_urlsafe(12) + "Aa1"
    with tempfile.TemporaryDirectory(prefix="zhengban-demo-") as data, office(Path(data), password) as running:
        story = Story(running, password)
        story.tell(f"甬江市政府办公系统已启动，重新印发：{file.name}")
        for act in (_draft, _first_round, _second_round, _sign, _number_and_print, _seal, _dispatch, _receive, _prove):
            act(story, file, target)
        story.tell(f"全部环节成立，产物在 {target}/")
        (target / "timeline.txt").write_text("\n".join(story.lines) + "\n", encoding="utf-8")


def _draft(story: Story, file: Path, target: Path) -> None:
    drafter = story.who("dsj.drafter")
    story.organs = _organs(drafter)
    found = drafter.send("/recognitions", file.read_bytes(), name=file.name)["document"]
    text = _content(story, found)
    story.tell(f"市大数据局拟稿人导入文件，识别出标题《{text['annexes'][0]['title']}》，{_size(text)} 字")
    mayor = _person(drafter, "szf", "市长", story)
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
    _expect_todo(story, "dsj.drafter", "submit")


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
    _expect_todo(story, "mayor", "sign_off")
    mayor = story.who("mayor")
    seen = mayor.get(story.at(""))["draft"]["hash"]
    card = mayor.post(story.at("/sign-off"), {"seen": seen, "verdict": "circle"})
    story.tell(f"市长圈阅签发，成文日期 {card['formed_on']}")
    reviewer = story.who("sfb.reviewer")
    reviewer.post(story.at("/recheck"), {"seen": seen})
    story.tell("办公厅复核通过")


def _number_and_print(story: Story, file: Path, target: Path) -> None:
    number = story.who("sfb.registrar").post(story.at("/register"), {"code": CODE})["line"]["number"]
    story.tell(f"登记编号：{number}")
    _wait_for(story, "typeset")
    story.tell("排版完成，印制内容与签发稿逐字一致")
    story.tell(f"字体：{_faces(story)}")
    story.who("sfb.proofreader").post(story.at("/proof"))
    story.tell("校对通过")


def _seal(story: Story, file: Path, target: Path) -> None:
    story.who("sfb.sealkeeper").post(story.at("/seal"))
    _wait_for(story, "sealed")
    pdf = story.who("sfb.dispatcher").fetch(story.at("/file"))
    (target / "sealed.pdf").write_bytes(pdf)
    story.tell(f"监印人用印，签章文件 {len(pdf) // 1024} KB")


def _dispatch(story: Story, file: Path, target: Path) -> None:
    story.who("sfb.dispatcher").post(story.at("/dispatch"))
    board = story.who("sfb.dispatcher").get(story.at("/receipts"))
    if len(board) != len(RECEIVERS):
        raise Refused(f"{len(board)} receipts for {len(RECEIVERS)} addressees")
    story.tell(f"分发至 {len(board)} 个单位")


def _receive(story: Story, file: Path, target: Path) -> None:
    for key in RECEIVERS:
        registrar, package = _package(story, key)
        if key == "gaj":
            registrar.post(f"/packages/{package['id']}/refuse", {"reason": "收文电脑故障，文件打开不完整，请补发。"})
            story.tell("市公安局拒收并说明理由；分发人员收到补发待办")
        else:
            registrar.post(f"/packages/{package['id']}/sign-for")
    story.tell(f"其余 {len(RECEIVERS) - 1} 个单位签收")
    organ = next(
        r["organ_id"] for r in story.who("sfb.dispatcher").get(story.at("/receipts")) if r["state"] == "rejected"
    )
    story.who("sfb.dispatcher").post(story.at(f"/receipts/{organ}/send-again"))
    registrar, package = _package(story, "gaj")
    registrar.post(f"/packages/{package['id']}/sign-for")
    story.tell("向市公安局补发，签收")
    state = story.who("dsj.drafter").get(story.at(""))["state"]
    if state != "closed":
        raise Refused(f"the case is {state}, not closed")
    story.tell("全部签收，自动办结")


def _prove(story: Story, file: Path, target: Path) -> None:
    pdf = (target / "sealed.pdf").read_bytes()
    anyone = story.who("gaj.registrar")
    verdict = anyone.send("/verify", pdf)
    if verdict["state"] != "valid":
        raise Refused(f"verdict: {verdict}")
    (target / "trust").mkdir(exist_ok=True)
    (target / "trust" / "office.pem").write_bytes(anyone.fetch("/trust"))
    evidence: Evidence = write(pdf, target)
    seal_covers_signature(pdf, verdict)
    story.tell(f"验章通过，章盖在署名和成文日期上；{evidence.pages} 页，文字可选取")
    at = len(pdf) // 2
    forged = anyone.send("/verify", pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :])
    if forged["state"] != "invalid":
        raise Refused(f"a changed byte was not noticed: {forged}")
    codes = sorted(
        {finding["code"] for seal in forged["seals"] for finding in seal["findings"] if finding["severity"] == "E"}
    )
    story.tell(f"改动一个字节即被发现：{', '.join(codes)}")
    journal = story.who("dsj.drafter").get(story.at("/journal"))
    (target / "journal.json").write_text(json.dumps(journal, ensure_ascii=False, indent=1), encoding="utf-8")
    story.tell(f"办理日志 {len(journal)} 条；{story.office.examine()}")


def _opine(story: Story, account: str, how: str, words: str, told: str) -> None:
    person = story.who(account)
    _expect_todo(story, account, "opine" if how == "countersign" else "pass")
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


def _expect_todo(story: Story, account: str, action: str) -> None:
    waiting = story.who(account).get("/todos")["items"]
    if not any(todo["subject_id"] == story.document and todo["action"] == action for todo in waiting):
        raise Refused(f"{account} has no to-do '{action}'")


def _wait_for(story: Story, state: str, seconds: float = 60) -> None:
    _until(lambda: story.who("dsj.drafter").get(story.at(""))["state"] == state, state, seconds)


def _until(holds: Callable[[], bool], what: str, seconds: float) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends:
            raise Refused(f"{what} did not come")
        time.sleep(0.1)


def _package(story: Story, key: str) -> tuple[Person, dict[str, Any]]:
    registrar = story.who(f"{key}.registrar")
    sent = registrar.get("/packages", state="sent")["items"]
    return registrar, next(package for package in sent if package["title"] == story.title)


def _organs(person: Person) -> dict[str, str]:
    found: dict[str, str] = {}
    before = None
    while True:
        page = person.get("/organs", limit=100, **({"before": before} if before else {}))
        found |= {organ["name"]: organ["id"] for organ in page["items"]}
        before = page["next"]
        if before is None:
            return found


def _person(asker: Person, key: str, title: str, story: Story) -> str:
    organ = story.organs["甬江市人民政府"]
    people = asker.get(f"/organs/{organ}/people", limit=100)["items"]
    return str(next(p["id"] for p in people if any(post["title"] == title for post in p["posts"])))


def _content(story: Story, found: dict[str, Any]) -> dict[str, Any]:
    """The 通知 of the demo city that issues whatever plan the file holds."""
    annex = found["annexes"][0] if found["annexes"] else found
    plan, body = annex["title"], "\n".join(block["text"] for block in annex["blocks"])
    names = {key: story.organs[name] for key, name in _RECEIVER_NAMES.items()}
    return {
        "kind": "notice",
        "title": f"甬江市人民政府关于印发{plan}的通知",
        "body": f"现将《{plan}》印发给你们，请认真贯彻执行。",
        "main_addressees": "各区人民政府，市政府有关部门",
        "main": [names[key] for key in RECEIVERS],
        "annexes": [{"title": plan, "body": body}],
        "publicity": "proactive",
    }


_RECEIVER_NAMES = {
    "dongpu": "甬江市东浦区人民政府",
    "xiyu": "甬江市西屿区人民政府",
    "nantang": "甬江市南塘区人民政府",
    "jxj": "甬江市经济和信息化局",
    "gaj": "甬江市公安局",
    "rsj": "甬江市人力资源和社会保障局",
    "scj": "甬江市市场监督管理局",
}


def _size(text: dict[str, Any]) -> int:
    return len(text["body"]) + sum(len(annex["body"]) for annex in text["annexes"])
