"""A chapter of its own: two bureaux issue one notice (联合行文); both heads sign it, both keepers seal it in turn."""

from pathlib import Path
from typing import Any

from server.demo.running import Person, Refused
from server.demo.story.telling import Story, organs_of, person_of, until

CODE = "甬江数据"
LEAD, CO = "甬江市大数据局", "甬江市财政局"
TITLE = f"{LEAD} {CO}关于做好数据资产登记工作的通知"
RECEIVERS = {"fgw": "甬江市发展和改革委员会", "jxj": "甬江市经济和信息化局"}
SIGNERS = {"dsj.director": "joint_sign", "czj.director": "signed"}
"""Who signs, and where the document stands after it."""
KEEPERS = {"dsj.countersign": "proofed", "czj.registrar": "sealed"}
"""Who seals, and where it stands after it."""


def _draft(story: Story, file: Path, target: Path) -> None:
    drafter = story.who("dsj.drafter")
    organs = story.organs or organs_of(drafter)
    start = {
        "content": _content(organs),
        "issuer_id": organs[LEAD],
        "signer_id": person_of(drafter, organs[LEAD], "局长"),
        "co_signers": [{"organ_id": organs[CO], "signer_id": person_of(drafter, organs[CO], "局长")}],
    }
    story.joint = f"/documents/{drafter.post('/documents', start, expect=201)['id']}"
    drafter.post(f"{story.joint}/submit", {"reason": "已与市财政局商定。"})
    for account in ("dsj.head", "dsj.reviewer"):
        person = story.who(account)
        person.post(f"{story.joint}/review", {"seen": _seen(story, person), "text": "同意。"})
    story.tell("联合行文：市大数据局主办、市财政局联合，拟稿审核完毕")


def _sign(story: Story, file: Path, target: Path) -> None:
    for account, after in SIGNERS.items():
        signer = story.who(account)
        card = signer.post(f"{story.joint}/sign-off", {"seen": _seen(story, signer), "verdict": "circle"})
        if card["state"] != after:
            raise Refused(f"after {account} signed it is {card['state']}, not {after}")
    signed = "、".join(f"{each['organ_name']}{each['signer_name']}" for each in card["signatures"] if each["signed_at"])
    story.tell(f"{signed}先后签发，成文日期为最后签发之日 {card['formed_on']}")


def _print(story: Story, file: Path, target: Path) -> None:
    reviewer, registrar = story.who("dsj.reviewer"), story.who("dsj.registrar")
    reviewer.post(f"{story.joint}/recheck", {"seen": _seen(story, reviewer)})
    number = registrar.post(f"{story.joint}/register", {"code": CODE})["line"]["number"]
    _wait(story, "typeset")
    registrar.post(f"{story.joint}/proof")
    story.tell(f"以主办机关的发文字号登记：{number}，排印两个机关的标志和署名")


def _seal(story: Story, file: Path, target: Path) -> None:
    for number, (account, after) in enumerate(KEEPERS.items(), start=1):
        keeper = story.who(account)
        todos = keeper.get("/todos")["items"]
        if not any(todo["action"] == "seal" and story.joint.endswith(todo["subject_id"]) for todo in todos):
            raise Refused(f"{account} is not asked to seal")
        keeper.post(f"{story.joint}/seal")
        until(lambda: _sealed(story) == number, f"seal {number}", 60)  # noqa: B023 - called before the next turn
        _wait(story, after)
        story.tell(f"{_seals(story)[number - 1]['organ_name']}用印")


def _dispatch(story: Story, file: Path, target: Path) -> None:
    dispatcher = story.who("dsj.registrar")
    pdf = dispatcher.fetch(f"{story.joint}/file")
    dispatcher.post(f"{story.joint}/dispatch")
    for key in RECEIVERS:
        _receive(story.who(f"{key}.registrar"))
    verdict = story.who("gaj.registrar").send("/verify", pdf)
    organs = [seal["organ"] for seal in verdict["seals"]]
    if (verdict["state"], organs) != ("valid", [LEAD, CO]):
        raise Refused(f"verdict: {verdict}")
    (target / "joint.pdf").write_bytes(pdf)
    story.tell(f"两枚印章（{'、'.join(organs)}）验章均通过，{len(RECEIVERS)} 个单位签收")


def _receive(registrar: Person) -> None:
    sent = registrar.get("/inbound", state="to_sign")["items"]
    case = next(f"/inbound/{item['id']}" for item in sent if item["title"] == TITLE)
    until(lambda: registrar.get(case)["case"]["verdict"] is not None, "verdict", 60)
    registrar.post(f"{case}/sign-for")


def _content(organs: dict[str, str]) -> dict[str, Any]:
    return {
        "kind": "notice",
        "title": TITLE,
        "body": "为摸清公共数据资产底数，现就做好数据资产登记工作通知如下。\n"
        "一、登记范围。各单位采集、产生的公共数据资源，均应登记。\n"
        "二、登记时限。存量数据资源于年底前登记完毕，新增数据资源随时登记。",
        "main_addressees": "市发展改革委、市经信局",
        "main": [organs[name] for name in RECEIVERS.values()],
        "joint": [organs[CO]],
        "publicity": "proactive",
    }


def _seals(story: Story) -> list[dict[str, Any]]:
    issued = story.who("dsj.drafter").get(f"{story.joint}/issued")
    return list(issued["print"]["seals"])


def _sealed(story: Story) -> int:
    return sum(1 for seal in _seals(story) if seal["sealed_at"])


def _seen(story: Story, person: Person) -> str:
    return str(person.get(story.joint)["draft"]["hash"])


def _wait(story: Story, state: str) -> None:
    until(lambda: story.who("dsj.drafter").get(story.joint)["state"] == state, state, 60)


CHAPTER = (_draft, _sign, _print, _seal, _dispatch)
