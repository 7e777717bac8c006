"""What makes the PDF fit for archives (长期保存), ISO 19005-2: the file is identified as PDF/A-2a, its colours as sRGB.

Level A asks that the text can be read out as it was meant: all of it is marked (`structure`), its language is told,
every character has its Unicode value. A seal set on the file later, as an update, keeps it so.
"""

from xml.sax.saxutils import escape

from PIL import ImageCms

from documents.typesetting.output.pdf.objects import Name, PdfFile, Reference

ICC_DATE = slice(24, 36)
"""The profile header's creation time (ICC.1 7.2.8), the only part that differs between two builds."""
_DATE = bytes.fromhex("07EA00010001000000000000")

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def add_metadata(file: PdfFile, title: str) -> Reference:
    """The XMP packet: conformance and title, which is the one in the information dictionary."""
    packet = _XMP.format(title=escape(title)).encode()
    return file.stream(packet, {"Type": Name("Metadata"), "Subtype": Name("XML")}, compress=False)


def output_intent(file: PdfFile) -> Reference:
    """sRGB, so that the red of the mark is the same red everywhere."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[ICC_DATE] = _DATE
    return file.add(
        {
            "Type": Name("OutputIntent"),
            "S": Name("GTS_PDFA1"),
            "OutputConditionIdentifier": "sRGB",
            "Info": "sRGB IEC61966-2.1",
            "DestOutputProfile": file.stream(bytes(profile), {"N": 3}),
        }
    )
