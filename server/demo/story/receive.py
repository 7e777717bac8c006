"""The second chapter: every addressee answers for what it was sent (签收)."""

from pathlib import Path
from typing import Any

from server.demo.running import Person, Refused
from server.demo.story.issue import RECEIVERS
from server.demo.story.telling import Story, until


def _receive(story: Story, file: Path, target: Path) -> None:
    for key in RECEIVERS:
        registrar, package = _package(story, key)
        story.cases[key] = package["id"]
        if key == "gaj":
            registrar.post(f"/inbound/{package['id']}/refuse", {"reason": "收文电脑故障，文件打开不完整，请补发。"})
            story.tell("市公安局拒收并说明理由；分发人员收到补发待办")
        else:
            registrar.post(f"/inbound/{package['id']}/sign-for")
    story.tell(f"其余 {len(RECEIVERS) - 1} 个单位签收")
    organ = next(
        r["organ_id"] for r in story.who("sfb.dispatcher").get(story.at("/receipts")) if r["state"] == "rejected"
    )
    story.who("sfb.dispatcher").post(story.at(f"/receipts/{organ}/send-again"))
    registrar, package = _package(story, "gaj")
    registrar.post(f"/inbound/{package['id']}/sign-for")
    story.tell("向市公安局补发，签收")
    state = story.who("dsj.drafter").get(story.at(""))["state"]
    if state != "closed":
        raise Refused(f"the case is {state}, not closed")
    story.tell("全部签收，自动办结")


def _package(story: Story, key: str) -> tuple[Person, dict[str, Any]]:
    registrar = story.who(f"{key}.registrar")
    sent = registrar.get("/inbound", state="to_sign")["items"]
    package = next(package for package in sent if package["title"] == story.title)
    until(lambda: registrar.get(f"/inbound/{package['id']}")["case"]["verdict"] is not None, "verdict", 60)
    return registrar, package


CHAPTER = (_receive,)
