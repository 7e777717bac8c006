"""Every finding that a verdict can hold: its code for machines, its weight, its sentence for people."""

from enum import StrEnum


class Severity(StrEnum):
    ERROR = "E"
    """The seal cannot be relied on."""
    WARNING = "W"
    """The seal holds, but a person should know this."""
    INFO = "I"


class Code(StrEnum):
    # what was signed
    CONTENT_ALTERED = "content_altered"
    SIGNATURE_XML_ALTERED = "signature_xml_altered"
    SIGNATURE_VALUE_INVALID = "signature_value_invalid"
    WRONG_SM2_ID = "wrong_sm2_id"
    SIGNATURE_UNREADABLE = "signature_unreadable"
    SIGNATURE_REMOVED = "signature_removed"
    PROPERTY_INFO_MISMATCH = "property_info_mismatch"
    VERSION_MISMATCH = "version_mismatch"
    # how it is written
    RAW_RS_SIGNATURE = "raw_rs_signature"
    NON_DER = "non_der"
    UNTAGGED_EXTENSIONS = "untagged_extensions"
    ASN1_TRUNCATED = "asn1_truncated"
    ASN1_TRAILING = "asn1_trailing"
    ASN1_REORDERED = "asn1_reordered"
    ASN1_BER = "asn1_ber"
    ASN1_MALFORMED = "asn1_malformed"
    UNSIGNED_CONTENT = "unsigned_content"
    CRITICAL_EXTENSION = "critical_extension"
    ALGORITHM_MISMATCH = "alg_mismatch"
    DIGEST_DOWNGRADE = "digest_downgrade"
    UNKNOWN_ALGORITHM = "unknown_alg"
    NO_SIGNER = "no_signer"
    SEVERAL_SIGNERS = "several_signers"
    # who signed
    SIGNER_NOT_IN_SEAL = "signer_not_in_seal"
    SIGNER_CERT_REISSUED = "signer_cert_reissued"
    SIGNER_CHAIN_UNTRUSTED = "signer_chain_untrusted"
    MAKER_CHAIN_UNTRUSTED = "maker_chain_untrusted"
    MAKER_IS_SIGNER = "maker_is_signer"
    KEY_USAGE = "key_usage"
    BASIC_CONSTRAINTS = "basic_constraints"
    CERT_NOT_VALID_AT_SIGNING = "cert_not_valid_at_signing"
    CERT_EXPIRED_NOW = "cert_expired_now"
    CERT_REVOKED_BEFORE_SIGNING = "cert_revoked_before_signing"
    CERT_REVOKED_AFTER_SIGNING = "revoked_after_signing"
    REVOKED_TIME_UNPROVEN = "revoked_time_unproven"
    REVOCATION_UNKNOWN = "revocation_unknown"
    # the seal object
    SEAL_SIGNATURE_INVALID = "seal_signature_invalid"
    SEAL_MISMATCH = "seal_mismatch"
    SEAL_NOT_YET_VALID = "seal_not_yet_valid"
    SEAL_EXPIRED = "seal_expired"
    SEAL_EXPIRED_NOW = "seal_expired_now"
    SEAL_REVOKED = "seal_revoked"
    SEAL_SUSPENDED = "seal_suspended"
    SEAL_STOPPED_LATER = "seal_stopped_later"
    SEAL_LOST_TIME_UNPROVEN = "seal_lost_time_unproven"
    SEAL_STATUS_UNKNOWN = "seal_status_unknown"
    SEAL_PICTURE_INVALID = "seal_picture_invalid"
    SEAL_PICTURE_UNCHECKED = "seal_picture_unchecked"
    # when
    TIME_UNTRUSTED = "time_untrusted"
    TIME_OWN_AUTHORITY = "time_own_authority"
    TIMESTAMP_INVALID = "timestamp_invalid"
    TIMESTAMP_IMPRINT_MISMATCH = "timestamp_imprint_mismatch"
    TIME_DISAGREES = "time_disagrees"
    # the stamp on the page
    STAMP_UNREADABLE = "stamp_unreadable"
    STAMP_OUTSIDE_PAGE = "stamp_outside_page"
    STAMP_OVERSIZED = "stamp_oversized"
    STAMP_INVISIBLE = "stamp_invisible"
    STAMP_PICTURE_DIFFERS = "stamp_picture_differs"
    STRADDLE_INCOMPLETE = "straddle_incomplete"
    # OFD
    UNCOVERED_FILES = "uncovered_files"
    UNCOVERED_REACHABLE = "uncovered_reachable"
    DUPLICATE_ZIP_ENTRY = "duplicate_zip_entry"
    PATH_ESCAPE = "path_escape"
    ZIP_BOMB = "zip_bomb"
    ZIP_STRAY_BYTES = "zip_stray_bytes"
    ZIP_HEADERS_DISAGREE = "zip_headers_disagree"
    ZIP_REWRITTEN = "zip_rewritten"
    ZIP_UNBOUND = "zip_unbound"
    XML_DOCTYPE = "xml_doctype"
    REFERENCE_MISSING_FILE = "reference_missing_file"
    REFERENCE_DUPLICATE = "reference_duplicate"
    REFERENCE_OUTSIDE = "reference_outside"
    BASE_SIGNATURE_INVALID = "base_signature_invalid"
    MULTI_DOCBODY = "multi_docbody_confusion"
    OFD_UNREADABLE = "ofd_unreadable"
    OFD_ENCRYPTED = "ofd_encrypted"
    # PDF
    SIGNATURE_PADDING_ALTERED = "signature_padding_altered"
    PDF_USF = "pdf_usf"
    PDF_SWA = "pdf_swa"
    PDF_ISA = "pdf_isa"
    PDF_SHADOW = "pdf_shadow"
    PDF_CERTIFICATION_BROKEN = "pdf_certification_broken"
    PDF_LATER_SIGNATURE = "pdf_later_signature"
    PDF_LATER_EVIDENCE = "pdf_later_evidence"
    PDF_HYBRID_REFERENCES = "pdf_hybrid_references"
    PDF_TRAILING_DATA = "pdf_trailing_data"
    PDF_TRAILING_BLANK = "pdf_trailing_blank"
    PDF_UNREADABLE = "pdf_unreadable"
    PDF_ENCRYPTED = "pdf_encrypted"
    # the file
    FILE_TOO_LARGE = "file_too_large"
    FILE_TOO_COMPLEX = "file_too_complex"
    FILE_UNKNOWN = "file_unknown"


E, W, N = Severity.ERROR, Severity.WARNING, Severity.INFO
MEANING: dict[Code, tuple[Severity, str]] = {
    Code.CONTENT_ALTERED: (E, "用印后文件内容被改动，与印章签名时的内容不一致。"),
    Code.SIGNATURE_XML_ALTERED: (E, "签名描述文件被改动，与签名时的摘要不一致。"),
    Code.SIGNATURE_VALUE_INVALID: (E, "签名值与证书、签名内容不符，签名数据被改动或系伪造。"),
    Code.WRONG_SM2_ID: (E, "签名使用的签名者标识不是规定的1234567812345678，不予承认。"),
    Code.SIGNATURE_UNREADABLE: (E, "文件中有签名，但无法读取，不能确认其真实性。"),
    Code.SIGNATURE_REMOVED: (E, "文件中留有签名的痕迹，但签名已被移除或破坏。"),
    Code.PROPERTY_INFO_MISMATCH: (E, "签名所指的保护范围不是这份文件，签名可能取自别处。"),
    Code.VERSION_MISMATCH: (E, "签名与其所用印章的版本不一致。"),
    Code.RAW_RS_SIGNATURE: (W, "签名值未按DER编码（直接拼接r和s），已换算后验证。"),
    Code.NON_DER: (W, "签名数据有常见的不规范写法，已按实际内容验证。"),
    Code.UNTAGGED_EXTENSIONS: (W, "印章的自定义数据没有标记，已按常见写法读取。"),
    Code.ASN1_TRUNCATED: (E, "签名数据不完整，在中途断开。"),
    Code.ASN1_TRAILING: (E, "签名数据之后有多余的内容。"),
    Code.ASN1_REORDERED: (E, "签名数据的项目顺序不符合标准。"),
    Code.ASN1_BER: (E, "签名数据没有采用唯一的DER编码。"),
    Code.ASN1_MALFORMED: (E, "签名数据不符合标准规定的结构。"),
    Code.UNSIGNED_CONTENT: (E, "签名数据中有不受签名保护的多余内容。"),
    Code.CRITICAL_EXTENSION: (E, "签名数据中有必须理解而本程序不认识的扩展项。"),
    Code.ALGORITHM_MISMATCH: (E, "签名声明的算法与证书密钥的算法不一致。"),
    Code.DIGEST_DOWNGRADE: (E, "文件保护使用了已不安全的摘要算法，或者没有写明算法。"),
    Code.UNKNOWN_ALGORITHM: (E, "签名使用了不受支持的算法。"),
    Code.NO_SIGNER: (E, "签名数据中没有签名者，等于没有签名。"),
    Code.SEVERAL_SIGNERS: (E, "签名数据中有多个签名者，应当有且只有一个。"),
    Code.SIGNER_NOT_IN_SEAL: (E, "签章人的证书不在印章授权的名单之内，可能盗用了他人印章的图样。"),
    Code.SIGNER_CERT_REISSUED: (W, "签章人换发了证书而印章没有重新制作。"),
    Code.SIGNER_CHAIN_UNTRUSTED: (E, "签章人的证书不能追溯到受信任的根证书。"),
    Code.MAKER_CHAIN_UNTRUSTED: (E, "制章人的证书不能追溯到受信任的根证书。"),
    Code.MAKER_IS_SIGNER: (E, "制章人与签章人使用同一密钥，不符合制用分离的要求。"),
    Code.KEY_USAGE: (E, "证书的密钥用途不允许这样使用。"),
    Code.BASIC_CONSTRAINTS: (E, "证书链中有无权签发证书的一级，或者级数超过限制。"),
    Code.CERT_NOT_VALID_AT_SIGNING: (E, "用印时间不在证书有效期内。"),
    Code.CERT_EXPIRED_NOW: (W, "证书用印时有效，现已过期。"),
    Code.CERT_REVOKED_BEFORE_SIGNING: (E, "证书在用印之前已被吊销。"),
    Code.CERT_REVOKED_AFTER_SIGNING: (W, "证书在用印之后被吊销，不影响此前的用印。"),
    Code.REVOKED_TIME_UNPROVEN: (E, "证书因密钥泄露被吊销，而用印时间只是自述，不能证明用印在泄露之前。"),
    Code.REVOCATION_UNKNOWN: (W, "没有可用的吊销列表，未能确认证书用印时是否已被吊销。"),
    Code.SEAL_SIGNATURE_INVALID: (E, "印章数据不是制章人签发的原样，印章被改动或系伪造。"),
    Code.SEAL_MISMATCH: (E, "随文件保存的印章与签名中的印章不一致。"),
    Code.SEAL_NOT_YET_VALID: (E, "用印时印章尚未生效。"),
    Code.SEAL_EXPIRED: (E, "用印时印章已过有效期。"),
    Code.SEAL_EXPIRED_NOW: (W, "印章用印时有效，现已过有效期。"),
    Code.SEAL_REVOKED: (E, "用印时印章已经注销。"),
    Code.SEAL_SUSPENDED: (E, "用印时印章已经停用或者挂失。"),
    Code.SEAL_STOPPED_LATER: (W, "印章在用印之后停用或者注销，不影响此前的用印。"),
    Code.SEAL_LOST_TIME_UNPROVEN: (E, "印章已经挂失，而用印时间只是自述，不能证明用印在挂失之前。"),
    Code.SEAL_STATUS_UNKNOWN: (W, "未能查询印章用印时的状态，应以印章登记为准。"),
    Code.SEAL_PICTURE_INVALID: (E, "印章图像无法读取，或者与印章数据中的说明不符。"),
    Code.SEAL_PICTURE_UNCHECKED: (N, "印章图像是OFD矢量图，只核对了类型，没有绘出核对。"),
    Code.TIME_UNTRUSTED: (W, "用印时间由签名者自述，没有可信时间戳。"),
    Code.TIME_OWN_AUTHORITY: (N, "时间戳由签章单位自己的时间戳服务签发。"),
    Code.TIMESTAMP_INVALID: (E, "时间戳无效，或者不能追溯到受信任的时间戳服务。"),
    Code.TIMESTAMP_IMPRINT_MISMATCH: (E, "时间戳不是为这个签名签发的。"),
    Code.TIME_DISAGREES: (E, "自述的用印时间与时间戳或者验章时间相矛盾。"),
    Code.STAMP_UNREADABLE: (E, "页面损坏，无法确定印章在页面上的位置。"),
    Code.STAMP_OUTSIDE_PAGE: (W, "印章图形不完全在页面之内，或者没有落在任何一页上。"),
    Code.STAMP_OVERSIZED: (W, "印章图形大于任何机关印章的规定直径，可能遮盖正文。"),
    Code.STAMP_INVISIBLE: (N, "签名没有可见的印章图形。"),
    Code.STAMP_PICTURE_DIFFERS: (W, "未能确认页面上的印章图形或者注明的名称与签名一致，是谁盖的章以签章人的证书为准。"),
    Code.STRADDLE_INCOMPLETE: (W, "骑缝章没有盖全，有缺页或者缺少其中的一片。"),
    Code.UNCOVERED_FILES: (W, "文件包中有不受签名保护的文件或者内容，印章不能证明其真伪，不应采信。"),
    Code.UNCOVERED_REACHABLE: (E, "文件包中有会被显示而不受签名保护的文件，可能是用印后加入的页面、批注或者附件。"),
    Code.DUPLICATE_ZIP_ENTRY: (E, "文件包中有重名的文件，不同的阅读软件可能显示不同的内容。"),
    Code.PATH_ESCAPE: (E, "文件包中有不合规的文件路径。"),
    Code.ZIP_BOMB: (E, "文件包解开后过大或者文件过多，已停止验章。"),
    Code.ZIP_STRAY_BYTES: (E, "文件包中夹带了不属于任何文件的数据。"),
    Code.ZIP_HEADERS_DISAGREE: (E, "文件包的目录与其中的文件头不一致，不同的阅读软件可能显示不同的内容。"),
    Code.ZIP_REWRITTEN: (E, "文件包在最后一次签章之后被改写或者重新打包，不再是签章时的原样。"),
    Code.ZIP_UNBOUND: (N, "印章只保护文件包中的各个文件，打包的时间、顺序等不影响内容的附加信息不受保护。"),
    Code.XML_DOCTYPE: (E, "文件包中的XML带有文档类型声明，不予处理。"),
    Code.REFERENCE_MISSING_FILE: (E, "签名保护的文件已不在文件包中。"),
    Code.REFERENCE_DUPLICATE: (E, "签名的保护清单中同一文件出现两次。"),
    Code.REFERENCE_OUTSIDE: (E, "签名的保护清单指向文件包之外。"),
    Code.BASE_SIGNATURE_INVALID: (W, "本签名所依附的前一个签名不存在或者无效。"),
    Code.MULTI_DOCBODY: (E, "文件包中有多个文档，签名只保护其中一个。"),
    Code.OFD_UNREADABLE: (E, "文件不是OFD，或已损坏而无法读取。"),
    Code.OFD_ENCRYPTED: (E, "OFD文件已加密，无法验章。"),
    Code.SIGNATURE_PADDING_ALTERED: (E, "签名数据之后的填充区被写入了其他内容。"),
    Code.PDF_USF: (E, "签名没有给出可用的签名范围或者签名内容。"),
    Code.PDF_SWA: (E, "签名范围与签名数据的位置不吻合，范围之外可能藏有内容。"),
    Code.PDF_ISA: (E, "用印之后文件又被修改，且修改不只是加盖后续印章。"),
    Code.PDF_SHADOW: (E, "用印之后有替换或者显示隐藏内容的改动，所见内容与用印时不同。"),
    Code.PDF_CERTIFICATION_BROKEN: (E, "签名声明锁定文件，之后文件仍被改动。"),
    Code.PDF_LATER_SIGNATURE: (N, "本印章之后又加盖了其他印章。"),
    Code.PDF_LATER_EVIDENCE: (W, "用印之后补充了验证资料，这部分内容不受印章保护。"),
    Code.PDF_HYBRID_REFERENCES: (E, "文件带有两套对象索引，不同的阅读软件可能显示不同的内容。"),
    Code.PDF_TRAILING_DATA: (E, "文件末尾有不受任何印章保护的数据。"),
    Code.PDF_TRAILING_BLANK: (W, "文件末尾多出不受印章保护的空白。"),
    Code.PDF_UNREADABLE: (E, "文件不是PDF，或已损坏而无法读取。"),
    Code.PDF_ENCRYPTED: (E, "文件已加密，无法验章。"),
    Code.FILE_TOO_LARGE: (E, "文件超过可验章的大小。"),
    Code.FILE_TOO_COMPLEX: (E, "文件结构过于复杂，已停止验章。"),
    Code.FILE_UNKNOWN: (E, "文件既不是PDF也不是OFD，无法验章。"),
}
