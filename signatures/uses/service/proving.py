"""What was pressed is verified before it lands: a seal that nobody could verify is worse than none.

Everything here computes: call it in a worker thread.
"""

from datetime import datetime

from signatures.gm.keys import Signer
from signatures.judgement.certificates import serial_of
from signatures.judgement.codes import Severity
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import State, Verdict
from signatures.ofd import verify as ofd
from signatures.pdf import verify as pdf
from signatures.uses.errors import CannotPress
from signatures.uses.rules.requests import FileKind, SealForm
from signatures.uses.service.inspecting import is_sealed
from signatures.uses.service.machine import Work, Worked


def prove(job: Work, done: Worked, trust: Trust, at: datetime) -> None:
    """Verify a sealed file against `trust`, as of `at`. Raises CannotPress with the codes of what was found.

    A file that bore seals that do not hold here before, of organs that this office does not trust, will not do so now;
    there the new seal must hold.
    """
    kind = job.item.kind
    verdict = _verify(kind, done.data, trust, at)
    if verdict.state is State.VALID:
        return
    others = is_sealed(kind, job.data) and _verify(kind, job.data, trust, at).state is State.INVALID
    if not (others and _holds(verdict, _signer(job))):
        raise CannotPress(reason=f"盖章后的文件不能通过验章（{'、'.join(_faults(verdict))}）")


def _verify(kind: FileKind, data: bytes, trust: Trust, at: datetime) -> Verdict:
    verify = pdf.verify if kind is FileKind.PDF else ofd.verify
    return verify(data, trust=trust, at=at, largest=len(data))


def _signer(job: Work) -> Signer:
    return job.die.plain if job.form is SealForm.PADES else job.die.signer


def _holds(verdict: Verdict, signer: Signer) -> bool:
    """Whether the last seal with this certificate, which is the new one, has nothing against it."""
    serial = serial_of(signer.certificate)
    own = [seal for seal in verdict.seals if seal.certificate_serial == serial]
    return bool(own) and own[-1].holds


def _faults(verdict: Verdict) -> list[str]:
    every = (*verdict.findings, *(finding for seal in verdict.seals for finding in seal.findings))
    return sorted({finding.code for finding in every if finding.severity is Severity.ERROR}) or [verdict.state]
