"""A layout as a PDF/A-2a file (版式文件): its text can be selected, searched, read out and read back."""

from collections.abc import Mapping

from documents.typesetting.output.pdf.archival import add_metadata, output_intent
from documents.typesetting.output.pdf.bookmarks import add_bookmarks
from documents.typesetting.output.pdf.content import content, points
from documents.typesetting.output.pdf.objects import Name, PdfFile, Reference, Value
from documents.typesetting.output.pdf.pictures import add_picture
from documents.typesetting.output.pdf.structure import Story, add_structure
from documents.typesetting.output.pdf.typefaces import add_typefaces
from documents.typesetting.page import Layout
from documents.typesetting.profile import PAPER_HEIGHT, PAPER_WIDTH


def pdf(layout: Layout) -> bytes:
    """The PDF of `layout`; the same layout gives the same bytes.

    Every font is an embedded CID font, so that characters beyond the basic plane (rare names) can be searched too.
    """
    file = PdfFile()
    catalog = file.reserve()
    story, pages = Story(), {page.number: file.reserve() for page in layout.pages}
    tree = _add_pages(file, layout, pages, story)
    entries: dict[str, Value] = {
        "Type": Name("Catalog"),
        "Pages": tree,
        "Lang": b"zh-CN",
        "MarkInfo": {"Marked": True},
        "StructTreeRoot": add_structure(file, story, pages),
        "ViewerPreferences": {"DisplayDocTitle": True},
        "Metadata": add_metadata(file, layout.title),
        "OutputIntents": [output_intent(file)],
    }
    if layout.outline:
        entries["Outlines"] = add_bookmarks(file, layout.outline, pages)
    file.fill(catalog, entries)
    return file.save(catalog, file.add({"Title": layout.title}))


def _add_pages(file: PdfFile, layout: Layout, pages: Mapping[int, Reference], story: Story) -> Reference:
    typefaces = add_typefaces(file, layout)
    data = dict.fromkeys(picture.data for page in layout.pages for picture in page.pictures)
    pictures = {each: f"I{number}" for number, each in enumerate(data, start=1)}
    resources = file.add(
        {
            "Font": {typeface.name: typeface.font for typeface in typefaces.values()},
            "XObject": {name: add_picture(file, each) for each, name in pictures.items()},
        }
    )
    tree = file.reserve()
    common: dict[str, Value] = {
        "Type": Name("Page"),
        "Parent": tree,
        "MediaBox": [0, 0, points(PAPER_WIDTH), points(PAPER_HEIGHT)],
        "Resources": resources,
        "Tabs": Name("S"),
    }
    for page in layout.pages:
        drawn = file.stream(content(page, typefaces, pictures, story))
        file.fill(pages[page.number], {**common, "Contents": drawn, "StructParents": page.number - 1})
    file.fill(tree, {"Type": Name("Pages"), "Kids": list(pages.values()), "Count": len(pages)})
    return tree
