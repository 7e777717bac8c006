"""The fourth chapter: two clerks talk about the document, with its card (沟通)."""

from pathlib import Path

from server.demo.running import Refused
from server.demo.story.telling import Story


def _talk(story: Story, file: Path, target: Path) -> None:
    one, other = story.who("dsj.drafter"), story.who("dsj.registrar")
    chat = one.post("/chats", {"members": [other.id]})["id"]
    one.post(f"/chats/{chat}/messages", {"cmid": "1", "kind": "text", "body": {"text": "方案已印发，请留意各区反馈。"}})
    card = {"subject": "document", "id": story.document}
    one.post(f"/chats/{chat}/messages", {"cmid": "2", "kind": "card", "body": card})
    one.post(f"/chats/{chat}/messages", {"cmid": "2", "kind": "card", "body": card})
    log = other.get(f"/chats/{chat}/messages")["items"]
    if [said["seq"] for said in log] != [1, 2] or log[1]["body"] != card:
        raise Refused(f"the conversation reads {log}")
    if one.get(f"/documents/{log[1]['body']['id']}")["draft"]["title"] != story.title:
        raise Refused("the card does not open for its drafter")
    other.refused(f"/documents/{log[1]['body']['id']}", 404)
    other.post(f"/chats/{chat}/read", {"seq": 2}, expect=204)
    read = one.get(f"/chats/{chat}/messages/2/readers")
    if not read["read"] or read["unread"]:
        raise Refused(f"the readers are {read}")
    story.tell("两名工作人员就该文交谈，公文卡片只对有权的人打开；重复发送只记一条；已读可查")


CHAPTER = (_talk,)
