"""The last chapter: the seal is verified by all three ways, a changed byte is named, the journal holds."""

import io
import json
import subprocess
import sys
import zipfile
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


def _hand_over(story: Story, file: Path, target: Path) -> None:
    """Whoever has only the paper, or only the evidence pack, comes to the same end."""
    reader = story.who("dsj.drafter")
    code = reader.get(story.at("/issued"))["print"]["code"]
    said = story.who("gaj.registrar").get(f"/codes/{code}")
    story.tell(
        f"纸质件上的验证码 {code}：{said['organ']}{said['number']}，{said['pages']} 页，{len(said['seals'])} 枚印章"
    )
    pack = reader.fetch(story.at("/evidence"))
    (target / "evidence.zip").write_bytes(pack)
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        archive.extractall(target / "evidence")
    checked = subprocess.run([sys.executable, "verify.py"], cwd=target / "evidence", capture_output=True, text=True)
    if checked.returncode:
        raise Refused(checked.stdout + checked.stderr)
    story.tell(f"证据包 {len(pack) // 1024} KB，自带程序离线核验：{checked.stdout.splitlines()[-1]}")


CHAPTER = (_prove, _hand_over)
