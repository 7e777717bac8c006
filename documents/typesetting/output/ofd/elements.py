"""Elements of the OFD namespace, written as text."""

from documents.typesetting.output.markup import decimal, escape, rgb

NAMESPACE = "http://www.ofdspec.org/2016"


def element(name: str, *inside: str, **attributes: str | int) -> str:
    """An element around `inside`, which is markup already; attributes in the order given."""
    told = "".join(f' {key}="{escape(str(value))}"' for key, value in attributes.items())
    return f"<ofd:{name}{told}>{''.join(inside)}</ofd:{name}>" if inside else f"<ofd:{name}{told}/>"


def part(name: str, *inside: str, **attributes: str | int) -> bytes:
    """A whole part of the package with the root element `name`."""
    root = element(name, *inside, **{"xmlns:ofd": NAMESPACE, **attributes})
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}'.encode()


def numbers(*values: float) -> str:
    """An ST_Box, ST_Array or number; millimetres."""
    return " ".join(map(decimal, values))


def colour(name: str, red: bool) -> str:
    """FillColor or StrokeColor, in the default colour space, which is RGB of 8 bits."""
    return element(name, Value=numbers(*rgb(red)))
