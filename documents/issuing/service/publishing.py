"""入库: what is made public becomes a candidate of the policy library as soon as it has gone out (先审查、后公开)."""

from uuid import UUID

from documents.drafting.rules.content import Content
from documents.drafting.rules.kinds import LAW
from documents.issuing.models import PrintRow, RegisterRow
from documents.issuing.service.signed import signed_text
from documents.workflow import service as workflow
from policy_library.catalogue import service as catalogue
from policy_library.catalogue.rules.incoming import Dispatched


async def enter_library(document_id: UUID) -> None:
    """Hand a dispatched document to the policy library; done twice, it is there once. Raises PrintDiffers."""
    file = await workflow.open_file(None, document_id)
    line, printed = await RegisterRow.get(document_id=document_id), await PrintRow.get(document_id=document_id)
    text = await signed_text(file)
    assert printed.sealed is not None
    await catalogue.candidate(
        Dispatched(
            organ_id=line.issuer_id,
            place_id=file.draft.place_id,
            document_id=document_id,
            title=line.title,
            number=line.text,
            issuer=line.issuer_name,
            kind=LAW[text.kind].label,
            formed_on=line.formed_on,
            publicity=text.publicity,
            text=_shown(text),
            sha256=printed.sealed,
        )
    )


def _shown(text: Content) -> str:
    """What the public reads: the printed text without its number, and nothing that was written for the office alone."""
    annexes = (part for annex in text.annexes for part in (annex.label, annex.title, annex.body))
    addressees = f"{text.main_addressees}：" if text.main_addressees else ""
    return "\n".join(part for part in (text.title, addressees, text.body, *annexes) if part)
