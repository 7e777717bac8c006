"""What bears a mark of secrecy: nothing of it stays, who tried is on record, the secrecy officer is told."""

from hashlib import sha256

from messaging.notices import rules, service
from server.directory import service as directory
from server.journal import service as journal
from server.kit.ground import ground
from tests.conftest import client_of
from tests.world import World

MARKED = "机密★1年 关于试点工作的通知"


async def test_a_refused_text_leaves_its_digest_and_a_word_to_the_secrecy_officer(world: World) -> None:
    drafter = world.person("dsj.drafter")
    token = (await directory.open_session(drafter, "phone")).token
    content = {"kind": "notice", "title": MARKED, "body": "正文"}
    start = {"content": content, "issuer_id": str(world.place("dsj")), "signer_id": str(world.person("dsj.director"))}
    async with client_of(ground()) as http:
        answer = await http.post("/api/v1/documents", json=start, headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 422
    assert answer.json()["code"] == "CLASSIFIED_NOT_ALLOWED"
    told, _ = await service.todos(await world.actor("sfb.secrecy"), rules.Kind.INFO, False, None, 10)
    (notice,) = told
    (kept,) = await journal.of_subject(notice.subject_id)
    assert (kept.action, kept.actor_id) == ("secrecy.refuse", drafter)
    assert kept.facts == {"rule": "secrecy.starred_level", "sha256": sha256(MARKED.encode()).hexdigest()}
    assert notice.action == "secrecy_refused"
    assert MARKED not in notice.title
