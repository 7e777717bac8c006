"""The sixth chapter: three tasks of the text are followed up; one is late (督办)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from server.demo.running import Refused
from server.demo.story.telling import Story
from server.kit import clock

LEADS = {
    "市经信局": ("甬江市经济和信息化局", "jxj.countersign"),
    "市人力社保局": ("甬江市人力资源和社会保障局", "rsj.countersign"),
    "市市场监管局": ("甬江市市场监督管理局", "scj.countersign"),
}
"""Three bureaux that lead, each with whoever answers for it."""

TERM, LATER, EXTENDED = timedelta(days=5), 12, timedelta(days=40)


def _establish(story: Story, file: Path, target: Path) -> None:
    superviser = story.who("sfb.superviser")
    found = superviser.tried("/supervision/proposals", {"document_id": story.document}, 201, 422) or []
    story.items = [line["id"] for line in found[: len(LEADS)]]
    if found:
        story.tell(f"督查室从公文的“责任单位”中提出 {len(found)} 项拟立项事项，取 {len(story.items)} 项")
    by_hand = range(len(story.items) + 1, len(LEADS) + 1)
    if by_hand:
        story.tell(f"公文写明的责任单位不足三项，督查室人工拟立 {len(by_hand)} 项")
        story.items += [_by_hand(story, number) for number in by_hand]
    for item, (organ, account) in zip(story.items, LEADS.values(), strict=True):
        _set_going(story, f"/supervision/items/{item}", organ, account)
    story.tell("秘书长批准立项编号，督查室交办，三个牵头单位签收")


def _by_hand(story: Story, number: int) -> str:
    item = {
        "organ_id": story.organs["甬江市人民政府"],
        "title": f"落实《{story.title}》任务之{number}"[:200],
        "requirement": "提出具体措施并组织实施。",
        "source": "doc_tasks",
        "source_id": story.document,
    }
    return str(story.who("sfb.superviser").post("/supervision/items", item, expect=201)["line"]["id"])


def _set_going(story: Story, path: str, organ: str, account: str) -> None:
    superviser = story.who("sfb.superviser")
    card = superviser.get(path)
    settled = {
        "seen": card["version"],
        "title": card["line"]["title"],
        "requirement": card["requirement"],
        "profile": "general",
        "due_on": (clock.today() + TERM).isoformat(),
        "lead": story.organs[organ],
    }
    superviser.post(f"{path}/settle", settled)
    story.who("secretarygeneral").post(f"{path}/approve")
    superviser.post(f"{path}/assign")
    story.who(account).post(f"{path}/accept")


def _in_time(story: Story, file: Path, target: Path) -> None:
    first, second, _ = (f"/supervision/items/{item}" for item in story.items)
    (_, on_time), (_, extended), _ = LEADS.values()
    story.who(on_time).post(f"{first}/feedback", {"percent": 60, "text": "已制定措施，正在实施。"})
    story.who(on_time).post(f"{first}/completion", {"text": "已完成，措施全部落地。"})
    _finish(story, first, "优")
    more = {"expected_on": (clock.today() + EXTENDED).isoformat(), "text": "涉及系统改造，需要延长。"}
    story.who(extended).post(f"{second}/extension", more)
    story.who("sfb.superviser").post(f"{second}/extension/grant")
    story.tell("第一项按时办结销号；第二项在时限前申请延期获准")


def _too_late(story: Story, file: Path, target: Path) -> None:
    story.go_on(LATER)
    account = list(LEADS.values())[2][1]
    path = f"/supervision/items/{story.items[2]}"
    light = story.who(account).get(path)["line"]["light"]
    if light["light"] != "red":
        raise Refused(f"the light is {light}")
    story.tell(f"{LATER} 天之后，第三项亮红灯：{light['sentence']}")
    more = {"expected_on": (clock.today() + EXTENDED).isoformat(), "text": "请予延期。"}
    story.who(account).refused(f"{path}/extension", 409, more)
    story.tell("逾期之后申请延期，不予受理")
    story.who(account).post(f"{path}/completion", {"text": "已补办完成。"})
    story.who("sfb.superviser").post(f"{path}/complete")
    story.who(account).refused(f"{path}/write-off", 409, {})
    _evaluate(story, path, "差")
    light = story.who(account).get(path)["line"]["light"]
    if light["light"] != "yellow_late":
        raise Refused(f"done late, and the light is {light}")
    story.tell("补办审结，牵头单位不能自行销号，由交办的督查室销号；补办的黄灯留在台账")


def _finish(story: Story, path: str, grade: str) -> None:
    story.who("sfb.superviser").post(f"{path}/complete")
    _evaluate(story, path, grade)


def _evaluate(story: Story, path: str, grade: str) -> None:
    superviser = story.who("sfb.superviser")
    superviser.post(f"{path}/evaluate", {"grade": grade, "text": ""})
    card: dict[str, Any] = superviser.post(f"{path}/write-off")
    if card["line"]["state"] != "written_off":
        raise Refused(f"the item is {card['line']['state']}")


BEGINNING, BEFORE, AFTER = (_establish,), (_in_time,), (_too_late,)
