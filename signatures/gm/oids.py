"""Object identifiers of 国密 (GM/T 0006-2012) and of the international algorithms that stand beside them."""

from cryptography.x509 import ObjectIdentifier as Oid

SM2_CURVE = Oid("1.2.156.10197.1.301")
SM2_SIGN = Oid("1.2.156.10197.1.301.1")
SM2_WITH_SM3 = Oid("1.2.156.10197.1.501")
SM3 = Oid("1.2.156.10197.1.401")
SM3_DATED = (SM3, Oid("1.2.156.10197.1.401.1"), Oid("1.2.156.10197.1.401.2"))
"""SM3 as it is written in the field: with and without the arc for (un)keyed use."""

GM_DATA = Oid("1.2.156.10197.6.1.4.2.1")
GM_SIGNED_DATA = Oid("1.2.156.10197.6.1.4.2.2")
"""GB/T 35275-2017: the content types of 国密 signatures."""

EC_PUBLIC_KEY = Oid("1.2.840.10045.2.1")
RSA_PUBLIC_KEY = Oid("1.2.840.113549.1.1.1")
SHA256 = Oid("2.16.840.1.101.3.4.2.1")
ECDSA_WITH_SHA256 = Oid("1.2.840.10045.4.3.2")
RSA_WITH_SHA256 = Oid("1.2.840.113549.1.1.11")

DATA = Oid("1.2.840.113549.1.7.1")
SIGNED_DATA = Oid("1.2.840.113549.1.7.2")
CONTENT_TYPE = Oid("1.2.840.113549.1.9.3")
MESSAGE_DIGEST = Oid("1.2.840.113549.1.9.4")
SIGNING_TIME = Oid("1.2.840.113549.1.9.5")
SIGNING_CERTIFICATE_V2 = Oid("1.2.840.113549.1.9.16.2.47")
TIME_STAMP_TOKEN = Oid("1.2.840.113549.1.9.16.2.14")
TST_INFO = Oid("1.2.840.113549.1.9.16.1.4")
TIME_STAMPING = Oid("1.3.6.1.5.5.7.3.8")

WEAK_DIGESTS = {Oid("1.2.840.113549.2.5"): "MD5", Oid("1.3.14.3.2.26"): "SHA-1"}
