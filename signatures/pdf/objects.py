"""PDF objects: read, plain values made into them, and the one kind of update that this room writes."""

from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signatures.pdf.errors import PdfEncrypted
from signatures.pdf.gate import open_pdf

# pyHanko's constructors carry no types of their own.
_dictionary: Any = generic.DictionaryObject
_array: Any = generic.ArrayObject
_float: Any = generic.FloatObject
_integer: Any = generic.NumberObject
_stream: Any = generic.StreamObject


class _Update(IncrementalPdfFileWriter):
    """An update that leaves the document's metadata alone; pyHanko would put the machine's time into them."""

    IO_CHUNK_SIZE = 1024 * 1024

    def _update_meta(self) -> None:
        pass


def begin_update(pdf: bytes) -> Any:
    """A writer of one update to the PDF. Raises PdfEncrypted, and anything at all on damaged files."""
    reader = open_pdf(pdf)
    if reader.encrypted:
        raise PdfEncrypted
    return _Update.from_reader(reader)


def entry(dictionary: Any, key: str, default: Any) -> Any:
    """What a dictionary holds under a key, followed where it is a reference; pyHanko's `get` does not follow."""
    if key not in dictionary:
        return default
    return dictionary[key]


def value(plain: Any) -> Any:
    """Plain values as PDF objects: a `str` that begins with `/` is a name, other text a string."""
    match plain:
        case dict():
            return _dictionary({pdf_name("/" + key): value(each) for key, each in plain.items()})
        case list() | tuple():
            return _array(map(value, plain))
        case generic.PdfObject():
            return plain
        case str():
            return pdf_name(plain) if plain.startswith("/") else pdf_string(plain)
        case int():
            return _integer(plain)
        case float():
            return _float(f"{plain:.4f}")
    raise TypeError(plain)


def add_stream(writer: Any, entries: dict[str, Any], data: bytes) -> Any:
    """A new stream object with its data as they are; the reference to it comes back."""
    return writer.add_object(_stream(value(entries), stream_data=data))


def add_deflated(writer: Any, entries: dict[str, Any], deflated: bytes) -> Any:
    """A new stream object with data that are already deflated; the reference to it comes back."""
    return writer.add_object(_stream(value({**entries, "Filter": "/FlateDecode"}), encoded_data=deflated))
