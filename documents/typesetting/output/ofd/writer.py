"""A layout as an OFD file (开放版式文档, GB/T 33190-2016): embedded subsets, text that can be selected and searched."""

import hashlib
from collections.abc import Mapping, Sequence
from itertools import count

from documents.typesetting import profile
from documents.typesetting.output.markup import escape
from documents.typesetting.output.ofd.content import page_content
from documents.typesetting.output.ofd.elements import element, numbers, part
from documents.typesetting.output.ofd.outline import outlines
from documents.typesetting.output.ofd.resources import FOLDER, embed_fonts, embed_pictures
from documents.typesetting.page import Layout
from signatures.ofd.container import deflate, pack
from signatures.ofd.package import ENTRANCE

DOCUMENT = "Doc_0"
PUBLIC, OWN = "PublicRes.xml", "DocumentRes.xml"


def ofd(layout: Layout) -> bytes:
    """The OFD package of `layout`; the same layout gives the same bytes.

    Raises nothing of its own: a layout holds only characters that its faces can draw.
    """
    ids = count(1)
    fonts, font_ids = embed_fonts(layout, ids)
    images, image_ids = embed_pictures(layout, ids)
    pages = [next(ids) for _ in layout.pages]
    paths = [f"Pages/Page_{number}/Content.xml" for number in range(len(pages))]
    contents = [page_content(page, font_ids, image_ids, ids) for page in layout.pages]
    lists = {PUBLIC: fonts.part, **({OWN: images.part} if images.files else {})}
    parts = {
        "Document.xml": _document(layout, dict(zip(paths, pages, strict=True)), list(lists), next(ids)),
        **lists,
        **dict(zip(paths, contents, strict=True)),
        **{f"{FOLDER}/{path}": data for path, data in [*fonts.files.items(), *images.files.items()]},
    }
    files = {f"{DOCUMENT}/{path}": content for path, content in parts.items()}
    whole = {ENTRANCE: _entrance(layout.title, _identity(files)), **files}
    return pack(deflate(path, content) for path, content in whole.items())


def _identity(files: Mapping[str, bytes]) -> str:
    """32 hexadecimal digits that stand for all of `files`: an identity (DocID) without time or chance."""
    total = hashlib.sha256()
    for path, content in files.items():
        total.update(f"{path}\n{len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()[:32]


def _entrance(title: str, identity: str) -> bytes:
    """OFD.xml (figure 3). It has no dates: the file tells what was typeset, not when."""
    about = element("DocInfo", element("DocID", identity), element("Title", escape(title)))
    body = element("DocBody", about, element("DocRoot", f"{DOCUMENT}/Document.xml"))
    return part("OFD", body, Version="1.0", DocType="OFD")


def _document(layout: Layout, pages: dict[str, int], resources: Sequence[str], largest: int) -> bytes:
    """Document.xml (figure 5): the pages' identifiers by their paths, and how a reader first shows them."""
    paper = element("PhysicalBox", numbers(0, 0, profile.PAPER_WIDTH, profile.PAPER_HEIGHT))
    common = element(
        "CommonData",
        element("MaxUnitID", str(largest)),
        element("PageArea", paper),
        *(element(path.removesuffix(".xml"), path) for path in resources),
    )
    listed = [element("Page", ID=number, BaseLoc=path) for path, number in pages.items()]
    shown = element("VPreferences", element("PageLayout", "OneColumn"), element("TabDisplay", "DocTitle"))
    return part("Document", common, element("Pages", *listed), *outlines(layout.outline, list(pages.values())), shown)
