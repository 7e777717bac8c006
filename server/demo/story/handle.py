"""The third chapter: what one government makes of it, from the register to the leader's word (收文办理)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from server.demo.running import Person, Refused
from server.demo.story.issue import RECEIVERS
from server.demo.story.telling import Story, person_of
from server.kit import clock

DISTRICT, READERS = "甬江市东浦区人民政府", "甬江市西屿区人民政府"
LEAD, CO = "甬江市东浦区数据局", ("甬江市东浦区发展和改革局", "甬江市东浦区财政局")
TERM = timedelta(days=20)


def _register(story: Story, file: Path, target: Path) -> None:
    for key in RECEIVERS:
        registrar = story.who(f"{key}.registrar")
        registrar.post(f"/inbound/{story.cases[key]}/register", {})
    serial = story.who("dongpu.registrar").get(story.inbound("dongpu"))["case"]["serial"]
    story.tell(f"{len(RECEIVERS)} 个单位各自收文登记，东浦区为{serial}")


def _propose(story: Story, file: Path, target: Path) -> None:
    director, case = story.who("dongpu.director"), story.inbound("dongpu")
    director.post(f"{case}/screen", {"sort": "for_action"})
    proposal = {
        "text": "该方案任务与我区密切相关，拟请区数据局牵头，区发展改革局、区财政局配合，提出贯彻措施。",
        "leader_id": person_of(director, story.organs[DISTRICT], "区长"),
        "lead": story.organs[LEAD],
        "co": [story.organs[name] for name in CO],
        "due_on": _due(),
    }
    director.post(f"{case}/propose", proposal)
    story.tell("东浦区政府办公室初审为办件，提出拟办意见，送区长批示")


def _instruct(story: Story, file: Path, target: Path) -> None:
    leader, case = story.who("dongpu.head"), story.inbound("dongpu")
    order = {
        "page": "handling",
        "codes": ["assign_lead"],
        "seen": leader.get(case)["case"]["sha256"],
        "text": "请区数据局牵头，区发展改革局、区财政局配合，抓好落实。",
        "places": [story.organs[name] for name in (LEAD, *CO)],
        "due_on": _due(),
    }
    given = leader.post(f"{case}/instructions", order, expect=201)
    story.tell(f"区长批示：{order['text']}")
    if "close" in leader.get(case)["actions"] or not leader.get(case)["open_legs"]:
        raise Refused("an order that nobody answered does not hold the thread open (LOOP-1)")
    answer = {
        "instruction_id": given["id"],
        "lead": story.organs[LEAD],
        "co": [story.organs[name] for name in CO],
        "due_on": _due(),
        "requirement": "提出我区贯彻落实措施，列明责任和时限。",
    }
    story.who("dongpu.director").post(f"{case}/assign", answer)
    story.tell("办公室按批示交办：一个主办单位，两个协办单位")


def _handle(story: Story, file: Path, target: Path) -> None:
    case = story.inbound("dongpu")
    for key, words in (("fgw", "已将有关项目列入区年度计划。"), ("czj", "所需经费在年度预算中安排。")):
        head = story.who(f"dongpu.{key}.head")
        task = _task(head, case, "co")
        head.post(f"{case}/tasks/{task}/accept")
        head.post(f"{case}/tasks/{task}/result", {"text": words})
    lead = story.who("dongpu.dsj.head")
    lead.post(f"{case}/tasks/{_task(lead, case, 'lead')}/accept")
    lead.post(f"{case}/result", {"text": "已会同区发展改革局、区财政局制定十二条措施。"})
    story.tell("两个协办单位提交意见，主办单位汇总上报结果")


def _result(story: Story, file: Path, target: Path) -> None:
    leader, case = story.who("dongpu.head"), story.inbound("dongpu")
    if not any(todo["subject_id"] == story.cases["dongpu"] for todo in leader.get("/todos")["items"]):
        raise Refused("the result is not with the leader who instructed (LOOP-3)")
    again = _write(leader, case, "disagree", "请逐条明确责任单位和完成时限后再报。")
    story.tell("结果回到作出批示的区长，区长再批示：请明确责任单位和时限")
    story.who("dongpu.registrar").refused(f"{case}/close", 409, {})
    story.who("dongpu.director").post(f"{case}/assign", {"instruction_id": again})
    story.who("dongpu.dsj.head").post(f"{case}/result", {"text": "十二条措施已逐条明确责任单位和完成时限。"})
    _write(leader, case, "agree", "同意。")
    story.tell("新的批示使办理重新开始，未了之前不能办结；补报后区长同意")


def _write(leader: Person, case: str, code: str, words: str) -> str:
    """A word of the leader on the result; answers the instruction's id."""
    said = {"page": "result", "codes": [code], "seen": leader.get(case)["case"]["sha256"], "text": words}
    return str(leader.post(f"{case}/instructions", said, expect=201)["id"])


def _circulate(story: Story, file: Path, target: Path) -> None:
    director, case = story.who("xiyu.director"), story.inbound("xiyu")
    director.post(f"{case}/screen", {"sort": "for_reading"})
    office = "甬江市西屿区人民政府办公室"
    people = [
        person_of(director, story.organs[READERS], "区长"),
        person_of(director, story.organs[office], "机要文书"),
    ]
    round_ = {"mode": "parallel", "purpose": "请阅知，会前阅毕。", "people": people}
    card = director.post(f"{case}/circulations", round_, expect=201)
    circulation = f"/circulations/{card['id']}"
    head = story.who("xiyu.head")
    head.post(f"{circulation}/open")
    head.fetch(f"{circulation}/file")
    if head.get(circulation)["closed_at"]:
        raise Refused("opened is taken for confirmed")
    head.post(f"{circulation}/confirm", {"opinion": "已阅。"})
    reminded = director.post(f"{circulation}/remind")["people"]
    story.tell(f"西屿区同时传阅：区长已阅；催阅未读的 {len(reminded)} 人")
    registrar = story.who("xiyu.registrar")
    registrar.post(f"{circulation}/open")
    registrar.post(f"{circulation}/confirm", {})
    state = director.get(case)["case"]["state"]
    if state != "closed":
        raise Refused(f"everybody has read it, and the case is {state}")
    story.tell("全部阅毕，传阅自动办结")


def _task(person: Person, case: str, role: str) -> str:
    """The task of this role that this person may accept."""
    tasks: list[dict[str, Any]] = person.get(case)["tasks"]
    return str(next(t["task"]["id"] for t in tasks if t["task"]["role"] == role and "accept_task" in t["actions"]))


def _due() -> str:
    return (clock.today() + TERM).isoformat()


BEGINNING, REST = (_register, _propose), (_instruct, _handle, _result, _circulate)
