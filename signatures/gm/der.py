"""A strict reader of DER (X.690) that says where and why: byte offset and field path of the first fault.

It knows no field's meaning and needs nothing but the standard library.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

DEEPEST = 32
"""Levels of nesting; deeper data are refused."""
MOST = 10_000
"""Values in one piece of data; more are refused."""

BOOLEAN, INTEGER, BITS, OCTETS, NULL, OID = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06
ENUMERATED, UTF8, PRINTABLE, IA5, UTC_TIME, TIME = 0x0A, 0x0C, 0x13, 0x16, 0x17, 0x18
SEQUENCE, SET, CONSTRUCTED = 0x30, 0x31, 0x20


class DerFault(ValueError):
    """数据不符合DER编码。"""

    def __init__(self, reason: str, offset: int, path: str) -> None:
        super().__init__(f"{path}（第{offset}字节）：{reason}")
        self.reason, self.offset, self.path = reason, offset, path


class Truncated(DerFault):
    """数据在中途断开。"""


class Trailing(DerFault):
    """数据之后有多余的内容。"""


class NotDer(DerFault):
    """采用了BER等非唯一的编码。"""


class Malformed(DerFault):
    """数据不符合规定的结构。"""


class Missing(Malformed):
    """缺少规定的项目。"""


class Unknown(Malformed):
    """有规定之外的项目。"""


class Reordered(Malformed):
    """项目齐全，但顺序不符合规定。"""


@dataclass(frozen=True)
class Shape:
    """What a value must look like: its name, the tags it may have, and what is inside.

    No `fields` and no `each` mean that anything may be inside; no `tags`, that any tag may stand there.
    """

    name: str
    tags: tuple[int, ...] = ()
    fields: tuple["Shape", ...] = ()
    """The values inside, in their order."""
    each: "Shape | None" = None
    """Of every value inside, however many there are."""
    optional: bool = False

    def takes(self, tag: int) -> bool:
        """Whether a value of this tag may stand here."""
        return not self.tags or tag in self.tags


@dataclass(frozen=True)
class Node:
    """One value: its identifier octet and its place in the data."""

    data: bytes = field(repr=False)
    tag: int
    start: int
    header: int
    """Where the body begins, behind tag and length."""
    end: int
    path: str
    children: tuple["Node", ...] = field(repr=False)

    @property
    def raw(self) -> bytes:
        """The whole value as received."""
        return self.data[self.start : self.end]

    @property
    def body(self) -> bytes:
        """What stands behind tag and length, as received."""
        return self.data[self.header : self.end]

    def get(self, name: str) -> "Node | None":
        """The child that a shape gave this name."""
        wanted = f"{self.path}.{name}"
        return next((child for child in self.children if child.path == wanted), None)

    def inside(self, name: str) -> tuple["Node", ...]:
        """The children of that child; none where it is left out."""
        child = self.get(name)
        return child.children if child else ()

    def __getitem__(self, name: str) -> "Node":
        child = self.get(name)
        if child is None:
            raise Missing("缺少这一项", self.end, f"{self.path}.{name}")
        return child


def read(data: bytes, what: str = "DER") -> Node:
    """The one value that `data` is. Raises Truncated, Trailing, NotDer, Malformed; `what` begins the paths."""
    return _read(data, Shape(what))


def check(data: bytes, shape: Shape) -> Node:
    """The one value that `data` is, held against a shape, its children named as there.

    Raises what `read` raises, Missing, Unknown, and Reordered where all is there in another order.
    """
    node = _read(data, shape)
    fault = next(_misfits(node, shape), None)
    if fault is not None:
        raise _explained(node, shape, fault)
    return node


def _read(data: bytes, shape: Shape) -> Node:
    node = _Reading(data).node(0, None, shape, shape.name, 0)
    if node.end != len(data):
        raise Trailing(f"多出{len(data) - node.end}字节", node.end, shape.name)
    return node


class _Reading:
    """One reading through the data, which counts its values."""

    def __init__(self, data: bytes) -> None:
        self.data, self.seen = data, 0

    def node(self, start: int, limit: int | None, shape: Shape | None, path: str, depth: int) -> Node:
        """The value that begins at `start` and must end within `limit`."""
        self.seen += 1
        if depth > DEEPEST or self.seen > MOST:
            raise Malformed("嵌套过深或项目过多", start, path)
        header, end = _extent(self.data, start, path)
        if limit is not None and end > limit:
            raise Malformed("长度超出上一级", start, path)
        tag = self.data[start]
        inside = self.children(header, end, shape, path, depth + 1) if tag & CONSTRUCTED else ()
        children = tuple(inside)
        if end > len(self.data):
            raise Truncated(f"还差{end - len(self.data)}字节", len(self.data), path)
        _must_be_der(tag, self.data[header:end], start, path)
        return Node(self.data, tag, start, header, end, path, children)

    def children(self, start: int, end: int, shape: Shape | None, path: str, depth: int) -> Iterator[Node]:
        """The values from `start` to `end`, named by the shape where it knows them."""
        place, index, cursor = start, 0, 0
        while place < end:
            if place >= len(self.data):
                raise Truncated(f"还差{end - place}字节", place, path)
            inner, cursor = _expected(shape, cursor, self.data[place])
            named = inner is not None and not (shape and shape.each)
            own = f"{path}.{inner.name}" if inner is not None and named else f"{path}[{index}]"
            child = self.node(place, end, inner, own, depth)
            yield child
            place, index = child.end, index + 1


def _extent(data: bytes, start: int, path: str) -> tuple[int, int]:
    """Where the body of the value at `start` begins, and where it says that it ends."""
    if start + 2 > len(data):
        raise Truncated("标签或长度不完整", len(data), path)
    if data[start] & 0x1F == 0x1F or data[start] == 0:
        raise Malformed("标签不属于规定的范围", start, path)
    size = data[start + 1]
    if size < 0x80:
        return start + 2, start + 2 + size
    if size == 0x80:
        raise NotDer("采用了不定长编码", start, path)
    header = start + 2 + (size & 0x7F)
    if size > 0x84:
        raise Malformed("长度过大", start, path)
    if header > len(data):
        raise Truncated("长度不完整", len(data), path)
    length = int.from_bytes(data[start + 2 : header], "big")
    if length < 0x80 or data[start + 2] == 0:
        raise NotDer("长度没有采用最短编码", start, path)
    return header, header + length


def _must_be_der(tag: int, body: bytes, start: int, path: str) -> None:
    """A value of a universal tag must be in the one form that DER allows."""
    if tag in (SEQUENCE, SET) or tag & 0xC0:
        return
    if tag & CONSTRUCTED:
        raise NotDer("采用了分段编码", start, path)
    if tag in (SEQUENCE ^ CONSTRUCTED, SET ^ CONSTRUCTED) or (tag in _BROKEN and _BROKEN[tag](body)):
        raise Malformed("内容与标签不符", start, path)
    if tag in _ROUNDABOUT and _ROUNDABOUT[tag](body):
        raise NotDer("值没有采用唯一编码", start, path)


def _padded(body: bytes) -> bool:
    return len(body) > 1 and (body[0], body[1] >> 7) in ((0x00, 0), (0xFF, 1))


_BROKEN: dict[int, Callable[[bytes], bool]] = {
    INTEGER: lambda body: not body,
    ENUMERATED: lambda body: not body,
    BOOLEAN: lambda body: len(body) != 1,
    BITS: lambda body: not body or body[0] > min(7, 8 * (len(body) - 1)),
    OID: lambda body: not body or body[-1] >= 0x80,
    NULL: bool,
}
"""Whether a body says nothing under its tag."""
_ROUNDABOUT: dict[int, Callable[[bytes], bool]] = {
    INTEGER: _padded,
    ENUMERATED: _padded,
    BOOLEAN: lambda body: body[0] not in (0x00, 0xFF),
    BITS: lambda body: body[-1] & ((1 << body[0]) - 1) != 0 if body[0] else False,
    OID: lambda body: any(arc[0] == 0x80 for arc in re.findall(rb"[\x80-\xff]*[\x00-\x7f]", body)),
}
"""Whether a body says something that has a shorter or another form in DER."""


def _expected(shape: Shape | None, cursor: int, tag: int) -> tuple[Shape | None, int]:
    """Which field of a shape, from the cursor on, a value of this tag is; and the cursor behind it."""
    if shape is None or shape.each:
        return (shape.each if shape else None), cursor
    for place in range(cursor, len(shape.fields)):
        if shape.fields[place].takes(tag):
            return shape.fields[place], place + 1
        if not shape.fields[place].optional:
            break
    return None, cursor


def _misfits(node: Node, shape: Shape) -> Iterator[Malformed]:
    """Where a value is not what its shape says, in the order of the bytes."""
    if not shape.takes(node.tag):
        yield Unknown(f"标签为{node.tag:02X}", node.start, node.path)
        return
    if shape.each:
        for child in node.children:
            yield from _misfits(child, shape.each)
    if not shape.fields:
        return
    cursor = 0
    for child in node.children:
        before = cursor
        inner, cursor = _expected(shape, cursor, child.tag)
        if inner is None:
            yield _strange(node, shape, child, before)
            return
        yield from _misfits(child, inner)
    for left in shape.fields[cursor:]:
        if not left.optional:
            yield Missing("缺少这一项", node.end, f"{node.path}.{left.name}")


def _strange(node: Node, shape: Shape, child: Node, cursor: int) -> Malformed:
    """Why a value does not stand where it should: something is missing before it, or it is too much."""
    due = next((each for each in shape.fields[cursor:] if not each.optional), None)
    if due is not None and not any(due.takes(each.tag) for each in node.children if each.start >= child.start):
        return Missing("缺少这一项", child.start, f"{node.path}.{due.name}")
    return Unknown(f"标签为{child.tag:02X}", child.start, child.path)


def _explained(node: Node, shape: Shape, fault: Malformed) -> Malformed:
    """The fault, or Reordered at the outermost level where another order of the fields would mend it."""
    moved = _moved(node, shape)
    if moved is not None:
        return Reordered("各项顺序不符合规定", moved.start, moved.path)
    cursor = 0
    for child in node.children:
        inner, cursor = _expected(shape, cursor, child.tag)
        if inner is not None and fault.path.startswith((f"{child.path}.", f"{child.path}[")):
            return _explained(child, inner, fault)
    return fault


def _moved(node: Node, shape: Shape) -> Node | None:
    """The first value that stands in another's place, if every field is there and nothing else."""
    left, order = dict(enumerate(shape.fields)), []
    for child in node.children:
        own = next((place for place, each in left.items() if next(_misfits(child, each), None) is None), None)
        if own is None:
            return None
        del left[own]
        order.append(own)
    whole = all(each.optional for each in left.values())
    moved = (child for child, has, due in zip(node.children, order, sorted(order), strict=True) if has != due)
    return next(moved, None) if whole else None
