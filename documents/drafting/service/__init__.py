"""Drafting, by verbs; rooms above import this module only."""

from documents.drafting.service.attachments import (
    Attachment,
    Recognition,
    attach,
    attachment_file,
    attachments,
    recognise,
    remove_attachment,
)
from documents.drafting.service.audit import audit
from documents.drafting.service.drafts import create, findings, give_pen, open_for, revise
from documents.drafting.service.reading import (
    Draft,
    Version,
    changes,
    compare,
    content,
    draft,
    drafts,
    readable,
    version,
    versions,
)

__all__ = [
    "Attachment",
    "Draft",
    "Recognition",
    "Version",
    "attach",
    "attachment_file",
    "attachments",
    "audit",
    "changes",
    "compare",
    "content",
    "create",
    "draft",
    "drafts",
    "findings",
    "give_pen",
    "open_for",
    "readable",
    "recognise",
    "remove_attachment",
    "revise",
    "version",
    "versions",
]
