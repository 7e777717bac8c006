"""Why a file may not come in: one class per reason, its docstring is what the person reads."""

from server.kit.errors import Invalid, TooLarge


class FileTooLarge(TooLarge):
    """文件超过 {limit} MB 的上限。"""

    code = "intake.file_too_large"


class EmptyFile(Invalid):
    """文件是空的。"""

    code = "intake.empty_file"


class UnknownKind(Invalid):
    """无法识别的文件类型，不能接收。"""

    code = "intake.unknown_kind"


class KindNotAccepted(Invalid):
    """此处不接收这种文件（{kind}）。"""

    code = "intake.kind_not_accepted"


class NameMismatch(Invalid):
    """文件扩展名与实际内容不符（实际为 {kind}）。"""

    code = "intake.name_mismatch"


class ProgramFile(Invalid):
    """不接收可执行程序或脚本。"""

    code = "intake.program_file"


class MarkupFile(Invalid):
    """不接收网页、SVG 等标记语言文件。"""

    code = "intake.markup_file"


class OleFile(Invalid):
    """旧版 Office 文件（.doc 等）或加密文档不能接收，请解除密码并另存为 .docx。"""

    code = "intake.ole_file"


class BinaryText(Invalid):
    """文本文件中含有二进制内容。"""

    code = "intake.binary_text"


class UnmarkedUtf16(Invalid):
    """文本疑为不带 BOM 的 UTF-16 编码，请另存为 UTF-8。"""

    code = "intake.unmarked_utf16"


class Undecodable(Invalid):
    """文本编码无法识别，请另存为 UTF-8 或 GB18030。"""

    code = "intake.undecodable"


class DamagedFile(Invalid):
    """文件已损坏或不完整。"""

    code = "intake.damaged_file"


class TooManyPixels(Invalid):
    """图片尺寸过大（超过 {limit} 万像素）。"""

    code = "intake.too_many_pixels"


class TooManyEntries(Invalid):
    """压缩包内的部件超过 {limit} 个。"""

    code = "intake.too_many_entries"


class InflatesTooMuch(Invalid):
    """压缩包展开后过大，疑为压缩炸弹。"""

    code = "intake.inflates_too_much"


class LyingHeader(Invalid):
    """压缩包目录与实际内容不一致。"""

    code = "intake.lying_header"


class UnsafeEntryName(Invalid):
    """压缩包内的部件名称不合规（含上级路径、绝对路径或重名）。"""

    code = "intake.unsafe_entry_name"


class EncryptedEntry(Invalid):
    """文件设有密码，请解除后再上传。"""

    code = "intake.encrypted_entry"


class UnknownCompression(Invalid):
    """压缩包使用了不支持的压缩方法。"""

    code = "intake.unknown_compression"


class ActiveContent(Invalid):
    """文档含有宏、控件或嵌入对象，不能接收。"""

    code = "intake.active_content"


class ForeignChunk(Invalid):
    """文档中嵌有其他格式的整块内容（altChunk），不能接收。"""

    code = "intake.foreign_chunk"


class ExternalTarget(Invalid):
    """文档引用了外部资源，不能接收。"""

    code = "intake.external_target"


class DoctypeDeclared(Invalid):
    """文档部件中含有 DTD 或实体声明，不能接收。"""

    code = "intake.doctype_declared"


class ActiveField(Invalid):
    """文档含有会调用外部程序或文件的域（DDE、INCLUDE 等），不能接收。"""

    code = "intake.active_field"


class TooManyParagraphs(Invalid):
    """文件超过 {limit} 段，不能作为公文读取。"""

    code = "intake.too_many_paragraphs"


class TextTooLong(Invalid):
    """文件正文超过 {limit} 万字，不能作为公文读取，请拆分后分别导入。"""

    code = "intake.text_too_long"


class TooManyElements(Invalid):
    """文档结构过于复杂，不能接收。"""

    code = "intake.too_many_elements"
