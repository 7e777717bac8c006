"""Detached signatures in CMS: RFC 5652 as PAdES wants it, with ECDSA or RSA, and GB/T 35275-2017 with SM2 and SM3."""

from signatures.gm.cms.model import CmsForm, CmsSignature
from signatures.gm.cms.reading import MOST_CERTIFICATES, read
from signatures.gm.cms.writing import sign
from signatures.gm.faults import CmsFault

__all__ = ["MOST_CERTIFICATES", "CmsFault", "CmsForm", "CmsSignature", "read", "sign"]
