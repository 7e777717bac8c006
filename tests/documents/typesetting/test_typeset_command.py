"""`python -m server typeset` and `check`: from a file to paper, without a server or a database."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from documents.typesetting.compose import document
from documents.typesetting.proof import printed_text, same_text
from server import paper
from server.__main__ import cli
from server.intake import gate, recognise
from server.secrecy.errors import Classified
from tests.documents.typesetting.examples import FACES

NOTICE = """甬政发〔2026〕16号
甬江市人民政府关于开展安全生产检查的通知
各县（市、区）人民政府，市政府各部门：
现将有关事项通知如下，请认真落实。
一、总体要求。突出重点，务求实效。
二、工作安排。于2026年12月5日前完成。
甬江市人民政府
2026年11月2日
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paper, "open_faces", lambda *_: FACES)
    monkeypatch.setenv("ZHENGBAN_DATA", str(tmp_path / "data"))
    (tmp_path / "通知.txt").write_text(NOTICE, "utf-8")
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def test_a_text_becomes_paper_in_every_format(office: Path) -> None:
    text = document(recognise.read("通知.txt", NOTICE.encode()))
    for suffix in ("pdf", "ofd", "docx", "svg"):
        answer = run("typeset", office / "通知.txt", "-o", office / f"通知.{suffix}")
        assert answer.exit_code == 0, answer.output
        assert "共1页" in answer.stderr
        assert "仿宋以 " in answer.stdout
    assert same_text((office / "通知.pdf").read_bytes(), text)
    assert gate.admit("通知.ofd", (office / "通知.ofd").read_bytes(), {gate.Kind.OFD})
    assert "安全生产检查" in recognise.read("通知.docx", (office / "通知.docx").read_bytes()).source.full_text
    assert (office / "通知-1.svg").read_text("utf-8").startswith("<svg")
    assert not (office / "data").exists()


def test_the_file_that_is_read_stays_as_it_is(office: Path) -> None:
    source = office / "通知.docx"
    run("typeset", office / "通知.txt", "-o", source)
    before = source.read_bytes()
    for words in (("typeset", source, "-o", source), ("check", source, "--fix", source)):
        assert run(*words).exit_code == 2
    assert source.read_bytes() == before
    assert not list(office.glob(".*.part"))


def test_the_office_sets_its_own_numbers_and_says_why(office: Path) -> None:
    (office / "office.toml").write_text('mark_size = 40\n[reasons]\nmark_size = "机关名称较长"\n', "utf-8")
    answer = run("typeset", office / "通知.txt", "-o", office / "a.pdf", "--profile", office / "office.toml")
    assert "偏离国标：发文机关标志字号" in answer.stdout
    assert "理由：机关名称较长" in answer.stdout
    letter = run("typeset", office / "通知.txt", "-o", office / "b.pdf", "--format", "letter")
    assert letter.exit_code == 0
    texts = [printed_text((office / name).read_bytes()) for name in ("a.pdf", "b.pdf")]
    assert ["文件" in text for text in texts] == [True, False]


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ("mark_size = 400\n", "参数与国家标准相差过大"),
        ("margin = 3\n", "没有这一项"),
        ("mark_size = 'x'\n", "TOML"),
        ("=", "TOML"),
    ],
)
def test_a_wrong_profile_is_refused(office: Path, profile: str, said: str) -> None:
    (office / "office.toml").write_text(profile, "utf-8")
    answer = run("typeset", office / "通知.txt", "-o", office / "a.pdf", "--profile", office / "office.toml")
    assert answer.exit_code != 0
    assert said in "".join(answer.output.split()) or said in str(answer.exception)
    assert not (office / "a.pdf").exists()


def test_a_file_passes_the_gates_like_every_other(office: Path) -> None:
    (office / "密件.txt").write_text(f"机密★1年\n{NOTICE}", "utf-8")
    for command in (("typeset", office / "密件.txt", "-o", office / "a.pdf"), ("check", office / "密件.txt")):
        answer = run(*command)
        assert str(answer.exception) == str(Classified())
        assert NOTICE[:6] not in answer.output
    assert not (office / "a.pdf").exists()
    assert run("typeset", office / "通知.txt", "-o", office / "a.doc").exit_code == 2


def test_a_right_text_passes_and_a_wrong_one_does_not(office: Path) -> None:
    right = run("check", office / "通知.txt", "--json")
    assert right.exit_code == 0, right.output
    assert json.loads(right.stdout)["findings"] == []
    (office / "错.txt").write_text(NOTICE.replace("，", ",").replace("〔2026〕", "[2026]"), "utf-8")
    wrong = run("check", office / "错.txt")
    assert wrong.exit_code == 1
    assert "第4行正文：事项通知如下,请" in wrong.stdout
    assert "[2026] → 〔2026〕" in wrong.stdout


def test_what_can_be_mended_is_mended_in_a_file_of_its_own(office: Path) -> None:
    text = NOTICE.replace("，", ",").replace("[2026]", "〔2026〕").replace("12月5日", "12月05日").replace("2日", "02日")
    (office / "错.txt").write_text(text, "utf-8")
    assert run("check", office / "错.txt", "--fix", office / "对.docx").exit_code == 1
    mended = recognise.read("对.docx", (office / "对.docx").read_bytes()).source.full_text
    assert "12月5日" in mended
    assert "2026年11月2日" in mended
    assert "突出重点，务求实效" in mended
