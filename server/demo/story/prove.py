"""The last chapter: the seal is verified, a changed byte is named, the journal holds."""

import json
from pathlib import Path

from server.demo.evidence import Evidence, seal_covers_signature, write
from server.demo.running import Refused
from server.demo.story.telling import Story


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


CHAPTER = (_prove,)
