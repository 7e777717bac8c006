"""The fifth chapter: the document enters the policy library, past three reviews by three people (先审查、后公开)."""

from pathlib import Path
from typing import Any

from server.demo.running import Refused
from server.demo.story.telling import Story, until

CHECKS = ("state_secret", "work_secret", "trade_secret", "privacy", "sensitive", "third_party")


def _publish(story: Story, file: Path, target: Path) -> None:
    editor = story.who("sfb.editor")
    until(lambda: bool(_candidates(story)), "candidate", 60)
    entry = _candidates(story)[0]
    story.policy = entry["id"]
    path, asker = f"/policies/{story.policy}", story.who("rdb.registrar")
    asker.refused(path, 404)
    story.who("dsj.head").post(f"{path}/first-review", {"seen": entry["version"]})
    story.who("sfb.secrecy").post(f"{path}/second-review", {"checklist": CHECKS})
    story.who("vicemayor").post(f"{path}/third-review")
    published = editor.post(f"{path}/publish")
    story.tell(f"印发即入库待审，三人三审后发布，索引号 {published['index_no']}")


def _find(story: Story, file: Path, target: Path) -> None:
    asker = story.who("rdb.registrar")
    number = asker.get(f"/policies/{story.policy}")["doc_number"]
    plain = number.replace("〔", "[").replace("〕", "]")
    for query in (number, plain, story.title):
        until(lambda query=query: _found(story, query), f"finding {query}", 60)  # type: ignore[misc]
    hit = asker.get("/policies/search", q=number)["hits"][0]
    story.tell(f"发布后按文号（{plain}）、标题都能检索到：{hit['title']}")


def _found(story: Story, query: str) -> bool:
    hits = story.who("rdb.registrar").get("/policies/search", q=query)["hits"]
    return bool(hits) and hits[0]["entry_id"] == story.policy


def _candidates(story: Story) -> list[dict[str, Any]]:
    items = story.who("sfb.editor").get("/policies", state="candidate", limit=100)["items"]
    mine = [item for item in items if item["title"] == story.title]
    if len(mine) > 1:
        raise Refused(f"{len(mine)} candidates of one document")
    return [story.who("sfb.editor").get(f"/policies/{item['id']}") for item in mine]


CHAPTER = (_publish, _find)
