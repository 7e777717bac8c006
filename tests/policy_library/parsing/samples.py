"""Texts of our own, and the folder of real ones."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DIRTY = sorted((ROOT / "tests" / "samples").glob("*.txt"))
PLAN = ROOT / "docs" / "samples" / "甬江市加快数字政府建设实施方案.txt"
LINES = [line for path in [*DIRTY, PLAN] for line in path.read_text("utf-8").splitlines()]

STATUTE = """甬江市政务热线条例
（2026年3月1日甬江市人民代表大会常务委员会第一次会议通过）
目　录
第一章　总　则
第二章　办　理
第一章　总　则
第一条　为了规范政务热线，根据《中华人民共和国某某法》第十二条第二款，制定本条例。
第二条　本条例所称政务热线，包括：
（一）市级热线；
（二）部门热线。
各区不得另设。
第二条之一　热线全天开通。
第二章　办　理
第三条　承办单位应当在五日内答复。
"""
ORDER = """甬江市人民政府令
第9号
《甬江市养犬规定》已经市政府常务会议审议通过，现予公布，自2026年5月1日起施行。
市长 周某某
2026年4月1日
甬江市养犬规定
第一条　为了规范养犬，制定本规定。
第二条　《甬江市旧养犬办法》（甬江政发〔2001〕7号）同时废止。
"""


def real_texts() -> Path:
    """The folder of real texts, or a skip with the reason."""
    folder = os.environ.get("ZHENGBAN_REAL_TEXTS")
    if not folder:
        pytest.skip("ZHENGBAN_REAL_TEXTS is unset")
    return Path(folder)
