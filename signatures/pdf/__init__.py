"""Seals inside PDF: press one (用印) as an incremental update, verify all of them (验章).

A craft: bytes in, bytes or a verdict out. Nothing here trusts the system's certificates, the network or the clock.
A seal takes one of three forms, and its signature covers everything but itself:

| form | /Filter, /SubFilter | digest | what stands in /Contents |
|---|---|---|---|
| `ses` | /GB.ESeal, /GBT38540.SES | SM3 | 电子签章, SES_Signature (GB/T 38540-2020); property info is `/ByteRange` |
| `gm_cms` | /Adobe.PPKLite, /adbe.pkcs7.detached | SM3 | CMS with SM2 (GB/T 35275-2017) |
| `pades` | /Adobe.PPKLite, /ETSI.CAdES.detached | SHA-256 | CMS with ECDSA or RSA, PAdES (ETSI EN 319 142-1) |

What proves a seal later (certificates, revocation lists) goes into /DSS of the same update, so that it is signed too;
time stamps over the whole file (/ETSI.RFC3161) may follow. Slices of a straddling seal and codes are page content of
the sealing update; /ZB_Marks in the signature dictionary says where they are: [page left top width height part of].
"""
