"""Fetching the free Fandol faces (Fandol 字库) once, through the system's own package client."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from documents.typesetting.errors import FontsNotFetched
from documents.typesetting.fonts.faces import FANDOL_FILES

PACKAGE = "texlive-lang-chinese"
"""The Debian package that carries the faces (GPL with the font exception)."""
SECONDS = 1800

Progress = Callable[[str], None]


def fetch_fandol(folder: Path, progress: Progress) -> list[Path]:
    """Put the five Fandol faces into `folder`, which is made if need be; answers their paths.

    Downloads about 50 MB and unpacks it in a temporary place; nothing is installed. `progress` is told each step.
    Raises FontsNotFetched where Debian's package client is missing or fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as place:
        work = Path(place)
        progress(f"正在下载软件包 {PACKAGE}(约 50 MB)……")
        _run("apt-get", "download", PACKAGE, work=work)
        package = next(work.glob(f"{PACKAGE}_*.deb"), None)
        if package is None:
            raise FontsNotFetched(f"没有下载到软件包 {PACKAGE}")
        progress("正在解包……")
        _run("dpkg-deb", "-x", str(package), str(work / "unpacked"), work=work)
        found = {path.name: path for path in (work / "unpacked").rglob("Fandol*.otf")}
        return [_copy(found, name, folder, progress) for name in FANDOL_FILES.values()]


def _copy(found: dict[str, Path], name: str, folder: Path, progress: Progress) -> Path:
    if name not in found:
        raise FontsNotFetched(f"软件包 {PACKAGE} 中没有 {name}")
    target = folder / name
    part = target.with_suffix(".part")
    shutil.copyfile(found[name], part)
    part.replace(target)
    progress(f"已取得 {name}")
    return target


def _run(program: str, *arguments: str, work: Path) -> None:
    path = shutil.which(program)
    if path is None:
        raise FontsNotFetched(f"本机没有 {program},请在 Debian 系统上运行,或自行把 Fandol 字库放入字库目录")
    try:
        subprocess.run(  # noqa: S603 - the callers above fix program and arguments; there is no shell
            [path, *arguments], cwd=work, check=True, capture_output=True, text=True, timeout=SECONDS
        )
    except subprocess.CalledProcessError as failed:
        raise FontsNotFetched(f"{program} 执行失败: {failed.stderr.strip()}") from failed
    except subprocess.TimeoutExpired as late:
        raise FontsNotFetched(f"{program} 超过 {SECONDS} 秒没有完成") from late
