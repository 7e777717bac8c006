"""The text that was signed off, the only one that issue works with."""

from documents.drafting import service as drafting
from documents.drafting.rules.content import Content, hash_of
from documents.issuing.errors import PrintDiffers
from documents.workflow.service import File


async def signed_text(file: File) -> Content:
    """The signed version of a document, proved by its hash. Raises PrintDiffers if that is not what is kept."""
    if file.signed_no is None:
        raise PrintDiffers
    text = await drafting.content(file.draft.id, file.signed_no)
    if hash_of(text) != file.case.signed_hash:
        raise PrintDiffers
    return text
