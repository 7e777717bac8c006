"""电子印章 and 电子签章 as data: GB/T 38540-2020 (version 4), which is written, and GM/T 0031 of 2014 (1) and 2025 (5).

A seal (SESeal) is the picture, the name and the certificates that may sign with it, signed by its maker (制章者). A
signature (SES_Signature) is a digest of the content and the whole seal, signed by the organ (签章者).
"""

from signatures.gm.faults import SesFault
from signatures.gm.ses.errors import NotAscii, NotSm2, SealTooOld, SignerNotInSeal
from signatures.gm.ses.model import Deviation, Extension, Note, Picture, Seal, SealFacts, Signature, Version
from signatures.gm.ses.reading import read_seal, read_signature
from signatures.gm.ses.writing import make_seal, sign

__all__ = [
    "Deviation",
    "Extension",
    "NotAscii",
    "NotSm2",
    "Note",
    "Picture",
    "Seal",
    "SealFacts",
    "SealTooOld",
    "SesFault",
    "Signature",
    "SignerNotInSeal",
    "Version",
    "make_seal",
    "read_seal",
    "read_signature",
    "sign",
]
