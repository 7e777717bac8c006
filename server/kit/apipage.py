"""The API's documentation as one plain page: no script, nothing fetched from elsewhere."""

from html import escape
from typing import Any

STYLE = """
body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c}
h1{color:#b01116}summary{cursor:pointer;padding:.3rem 0}code,pre{font:14px/1.5 ui-monospace,monospace}
.verb{display:inline-block;min-width:4.5rem;font-weight:600;color:#b01116}section{border-top:1px solid #ddd}
pre{background:#f6f6f4;padding:.6rem;overflow:auto}td,th{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top}
"""


def render(document: dict[str, Any]) -> str:
    """An OpenAPI document as HTML: one section per tag, one fold per operation, then the schemas."""
    info, by_tag = document["info"], _by_tag(document["paths"])
    sections = "".join(f"<section><h2>{escape(tag)}</h2>{''.join(folds)}</section>" for tag, folds in by_tag.items())
    schemas = "".join(_schema(name, body) for name, body in sorted(document["components"]["schemas"].items()))
    title = escape(f"{info['title']} {info['version']}")
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
        f"<h1>{title}</h1><p><a href=/openapi.json>openapi.json</a></p>{sections}<h2>Schemas</h2>{schemas}</html>"
    )


def _by_tag(paths: dict[str, Any]) -> dict[str, list[str]]:
    tags: dict[str, list[str]] = {}
    for path, operations in paths.items():
        for method, operation in operations.items():
            tags.setdefault(operation["tags"][0], []).append(_fold(method, path, operation))
    return tags


def _fold(method: str, path: str, operation: dict[str, Any]) -> str:
    parameters = "".join(
        f"<tr><td><code>{p['name']}</code><td>{p['in']}<td>{_shape(p['schema'])}" for p in operation["parameters"]
    )
    answers = "".join(
        f"<tr><th>{status}<td>{escape(answer['description'])}<td>{_content(answer)}"
        for status, answer in operation["responses"].items()
    )
    body = _content(operation["requestBody"]) if "requestBody" in operation else ""
    return (
        f"<details><summary><span class=verb>{method.upper()}</span><code>{escape(path)}</code> "
        f"{escape(operation['summary'])}</summary><p>{escape(operation['description'])}</p>"
        f"<table>{parameters}</table><p>{body}</p><table>{answers}</table></details>"
    )


def _content(part: dict[str, Any]) -> str:
    return " ".join(_shape(kind["schema"]) for kind in part.get("content", {}).values())


def _shape(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f'<a href="#{escape(name)}">{escape(name)}</a>'
    return f"<code>{escape(str(schema.get('format') or schema.get('type') or schema))}</code>"


def _schema(name: str, body: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(field)}</code><td>{_shape(shape)}"
        for field, shape in body.get("properties", {}).items()
    )
    values = escape(" | ".join(map(str, body.get("enum", []))))
    return f'<section id="{escape(name)}"><h3>{escape(name)}</h3><table>{rows}</table>{values}</section>'
