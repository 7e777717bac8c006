"""One document's whole life, told step by step over HTTP: a policy text is re-issued as a 通知 of 甬江市.

Whatever does not hold ends the story with an error.
"""

import os
import secrets
import tempfile
from pathlib import Path

from server.demo.running import office, served
from server.demo.story import handle, issue, joint, library, prove, receive, supervise, talk, thread
from server.demo.story.telling import Story

CHAPTERS = (
    *issue.CHAPTER,
    *receive.CHAPTER,
    *handle.BEGINNING,
    *handle.REST,
    *talk.CHAPTER,
    *library.CHAPTER,
    *joint.CHAPTER,
    *supervise.BEGINNING,
    *supervise.BEFORE,
    *thread.CHAPTER,
    *supervise.AFTER,
    *prove.CHAPTER,
)
FURNITURE = (
    *issue.CHAPTER,
    *receive.CHAPTER,
    *handle.BEGINNING,
    *talk.CHAPTER,
    *library.CHAPTER,
    *supervise.BEGINNING,
)
"""What has happened already in an office that somebody comes to look at: enough that others have something to do."""

LEFT = (
    "sealed.pdf",
    "joint.pdf",
    "page-first.png",
    "page-last.png",
    "journal.json",
    "timeline.txt",
    "trust/office.pem",
)
"""What a story leaves in its target folder."""


def play(file: Path, target: Path) -> None:
    """Play the whole story with a policy text; the outcome lies in the target folder.

    What an earlier story left there goes first, so that nothing passes for this one's.
    Raises Refused, FileNotFoundError.
    """
    target.mkdir(parents=True, exist_ok=True)
    for name in LEFT:
        (target / name).unlink(missing_ok=True)
    if not file.is_file():
        raise FileNotFoundError(file)
    password = secrets.token_urlsafe(12) + "Aa1"
    with tempfile.TemporaryDirectory(prefix="zhengban-demo-") as data, office(Path(data), password) as running:
        story = Story(running, password)
        story.tell(f"甬江市政府办公系统已启动，重新印发：{file.name}")
        for act in CHAPTERS:
            act(story, file, target)
        story.tell(f"全部环节成立，产物在 {target}/")
        (target / "timeline.txt").write_text("\n".join(story.lines) + "\n", encoding="utf-8")


def furnish(file: Path, data: Path, password: str) -> None:
    """Let the first chapters happen in an office that was just built, so that a visitor finds people at work.

    Raises Refused.
    """
    with tempfile.TemporaryDirectory(prefix="zhengban-demo-") as left, served(data, os.environ) as running:
        story = Story(running, password)
        for act in FURNITURE:
            act(story, file, Path(left))
