"""The thread, from the instruction to its result: who, when, with whom it was next (LOOP-6)."""

from datetime import datetime
from pathlib import Path

from server.demo.running import Refused
from server.demo.story.telling import Story
from server.kit import clock

WORDS = {
    "inbound.arrive": "到件",
    "inbound.verify": "验章",
    "inbound.sign_for": "签收",
    "inbound.register": "登记",
    "inbound.for_action": "初审为办件",
    "inbound.propose": "拟办",
    "inbound.instruct": "批示",
    "inbound.assign": "交办",
    "inbound.accept_task": "承办签收",
    "inbound.co_result": "协办意见",
    "inbound.result": "报结果",
    "inbound.redo": "退回重办",
    "inbound.accept": "领导认可结果",
    "inbound.close": "办结",
}


def _end(story: Story, file: Path, target: Path) -> None:
    case = story.inbound("dongpu")
    story.who("dongpu.registrar").post(f"{case}/close")
    steps = story.who("dongpu.head").get(f"{case}/journal")
    done = [step["entry"]["action"] for step in steps]
    missing = [action for action in WORDS if action not in done]
    if missing:
        raise Refused(f"the thread lacks {missing}")
    story.tell(f"东浦区这一件的全程，共 {len(steps)} 步：")
    for step in steps:
        entry = step["entry"]
        if entry["action"] in WORDS:
            by = f"{entry['post_title']}{entry['actor_name']}"
            at = datetime.fromisoformat(entry["at"]).astimezone(clock.SHANGHAI)
            story.tell(f"    {at:%H:%M:%S} {WORDS[entry['action']]}  {by}")
    story.who("gaj.registrar").refused(f"{case}/journal", 404)
    story.tell("其他单位看不到东浦区的内部办理过程")


CHAPTER = (_end,)
