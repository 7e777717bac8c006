"""The API's documentation as one plain page: no script, nothing fetched from elsewhere."""

import json
import re
from html import escape
from typing import Any

from server.kit.schemas import REF

STYLE = """
body{font:16px/1.6 system-ui,sans-serif;max-width:66rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c}
h1,.verb,.must{color:#b01116}h2,h3{margin:1rem 0 .3rem}h4{margin:.6rem 0 .2rem}summary{cursor:pointer;padding:.3rem 0}
code,pre{font:14px/1.5 ui-monospace,monospace}.verb{display:inline-block;min-width:4.5rem;font-weight:600}
section{border-top:1px solid #ddd;padding:.3rem 0}details>:not(summary){margin-left:1.2rem}
.said{white-space:pre-line}small{color:#666}pre{background:#f6f6f4;padding:.6rem;overflow:auto}
td,th{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top}
"""

INTRODUCTION = """
<section id=begin><h2>怎样调用</h2>
<h3>登录</h3>
<p>以 <code>account</code>、<code>password</code>、<code>device</code>（设备名称）登录，应答中的 <code>token</code> \
随以后每次请求放在 <code>Authorization</code> 头中。首次登录须同时以 <code>new_password</code> 设置新密码。\
标有“无需登录”的接口不要令牌。</p>
<pre>curl -X POST ADDRESS/api/v1/sessions -H 'Content-Type: application/json' \\
     -d '{"account": "dsj.drafter", "password": "……", "device": "电脑"}'
curl ADDRESS/api/v1/todos -H 'Authorization: Bearer 令牌'</pre>
<h3>请求与应答</h3>
<p>请求体和应答是 UTF-8 编码的 JSON；多余的字段和查询参数会被拒绝。日期写作 <code>2026-01-31</code>，\
时间为 UTC，写作 <code>2026-01-31T08:00:00Z</code>。列表由近及远，取下一页时把应答中的 <code>next</code> \
作为 <code>before</code> 再问一次，<code>next</code> 为 <code>null</code> 即到末页。政策检索 \
<code>/api/v1/policies/search</code> 按 <code>sort</code> 排列，没有 <code>next</code>：\
以 <code>offset</code> 略过已取的条数，只能翻到前 200 条，其后请缩小范围。</p>
<h3>重复提交</h3>
<p>参数表中列有 <code>Idempotency-Key</code> 的接口可带此头：由调用方为每一次办理生成（如一个 UUID）。\
网络中断后以同一个键重发同一请求，只办理一次，得到第一次的应答。该键用于另一请求时以 422 拒绝。</p>
<h3>未办成</h3>
<p>状态码为 4xx 或 5xx，内容总是 <code>{"code": …, "message": …, "details": …}</code>：<code>code</code> \
供程序判断，<code>message</code> 是给人看的中文，<code>details</code> 是有关的数据。各接口可能的 <code>code</code> \
列在该接口之下。应答头 <code>X-Request-Id</code> 与服务日志对应。</p>
<h3>长连接</h3>
<p>待办的变化和会话消息经 WebSocket <code>/api/v1/socket</code> 推送，每帧是一个 JSON 文本，以 <code>type</code> 区分；\
不认识的字段请忽略。客户端的一帧至多 64 KiB（65536 字节），超过的不予处理，超过 128 KiB 的以 1009 断开。\
连接是否已断，由服务端每 20 秒一次的 WebSocket 协议 ping 查明，20 秒内没有应答即断开；\
浏览器和各种程序库自行应答，不必另做。可直接使用的 Python 客户端见 <code>server/client.py</code>。</p>
<table>
<tr><th>方向<th>帧<th>意思
<tr><td>客户端<td><code>{"type": "hello", "token", "device", "resume"}</code>\
<td>连接后五秒内的第一帧；令牌不放在地址中。<code>resume</code> 写明各会话已收到的序号，登录后补发其后的消息
<tr><td>客户端<td><code>{"type": "ping"}</code><td>询问服务端是否还在；随时可问，不是必须
<tr><td>客户端<td><code>{"type": "send", "id", "chat", "cmid", "kind", "body"}</code>\
<td>发送消息，以 <code>ack</code> 或 <code>nak</code> 应答；<code>cmid</code> 由发送方编定，重发时不变，只记一条
<tr><td>客户端<td><code>{"type": "sync", "chat", "after", "limit"}</code><td>要会话中某一序号之后的消息
<tr><td>客户端<td><code>{"type": "read", "chat", "seq"}</code><td>已读到该序号
<tr><td>客户端<td><code>{"type": "view", "chat"}</code><td>本设备正在显示的会话
<tr><td>服务端<td><code>{"type": "welcome", "person_id", "session_id", "heartbeat", "unread"}</code>\
<td>已登录；未读件数；服务端每 <code>heartbeat</code> 秒核对一次登录是否有效、岗位有无变化
<tr><td>服务端<td><code>{"type": "pong"}</code><td>对 <code>ping</code> 的应答
<tr><td>服务端<td><code>{"type": "todo.opened", "notice_id", "subject_id", "kind", "action"}</code>\
<td>有了新的待办或待阅
<tr><td>服务端<td><code>{"type": "todo.closed", "notice_id", "subject_id"}</code><td>已由某人办结，对所有人消失
<tr><td>服务端<td><code>{"type": "resync"}</code><td>可能有遗漏，请重新读取列表
<tr><td>服务端<td><code>{"type": "ack", "id", "chat", "cmid", "seq", "at"}</code><td>消息已存妥，序号为 <code>seq</code>
<tr><td>服务端<td><code>{"type": "nak", "id", "code", "message"}</code><td>消息未予保存
<tr><td>服务端<td><code>{"type": "events", "chat", "events"}</code>\
<td>会话的新消息，序号连续；缺号时请 <code>sync</code>
<tr><td>服务端<td><code>{"type": "synced", "chat", "to", "last"}</code>\
<td>补发到 <code>to</code>，会话已到 <code>last</code>
<tr><td>服务端<td><code>{"type": "read", "chat", "person_id", "seq"}</code><td>某人已读到该序号
<tr><td>服务端<td><code>{"type": "lag", "chats"}</code><td>本设备读取太慢，这些会话的消息没有推送，请 <code>sync</code>
<tr><td>服务端<td><code>{"type": "error", "code", "message", "chat"}</code>\
<td>该帧未予处理，连接保留；能读出 <code>id</code> 的 <code>send</code> 以 <code>nak</code> 应答
</table>
<p>服务端断开时的关闭码为 4000 加同义的 HTTP 状态码：4400 无法识别的消息过多，4401 未登录或登录已失效，\
4408 客户端不读取，4409 同一设备有了新的连接，4429 连接过多。推送只是提示，以接口读到的内容为准。</p></section>
"""
"""How to call, before what can be called; ADDRESS is where the page was asked. A test holds it against the code."""

BOUNDS = {
    "minLength": "至少 {} 字符",
    "maxLength": "至多 {} 字符",
    "minItems": "至少 {} 项",
    "maxItems": "至多 {} 项",
    "minimum": "不小于 {}",
    "maximum": "不大于 {}",
    "exclusiveMinimum": "大于 {}",
    "exclusiveMaximum": "小于 {}",
    "pattern": "须匹配 {}",
}
"""The limits of JSON Schema, in words."""


def render(document: dict[str, Any], address: str) -> str:
    """An OpenAPI document as HTML: how to call, one section per tag, one fold per operation, then the schemas.

    The examples call the office at `address`, such as "http://127.0.0.1:8000", without a slash at its end.
    """
    info, schemas = document["info"], document["components"]["schemas"]
    by_tag = _by_tag(document["paths"])
    sections = "".join(f"<section><h2>{escape(tag)}</h2>{''.join(folds)}</section>" for tag, folds in by_tag.items())
    ordered = sorted(schemas.items(), key=lambda item: item[0].casefold())
    shapes = "".join(_schema(name, body) for name, body in ordered)
    title = escape(f"{info['title']} {info['version']}")
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title><style>{STYLE}</style>'
        f"<h1>{title}</h1><p><a href=/openapi.json>openapi.json</a>　<a href=#schemas>数据结构</a></p>"
        f"{INTRODUCTION.replace('ADDRESS', escape(address))}{sections}<h2 id=schemas>数据结构</h2>{shapes}</html>"
    )


def _by_tag(paths: dict[str, Any]) -> dict[str, list[str]]:
    tags: dict[str, list[str]] = {}
    for path, operations in paths.items():
        for method, operation in operations.items():
            tags.setdefault(operation["tags"][0], []).append(_fold(method, path, operation))
    return tags


def _fold(method: str, path: str, operation: dict[str, Any]) -> str:
    summary, description = operation["summary"], operation["description"]
    open_to_all = "" if operation["security"] else " <small>无需登录</small>"
    return (
        f"<details><summary><span class=verb>{method.upper()}</span><code>{escape(path)}</code> "
        f"{escape(summary)}{open_to_all}</summary>"
        f"{_said(description.removeprefix(summary))}{_parameters(operation['parameters'])}"
        f"{_request(operation)}{_answers(operation['responses'])}</details>"
    )


def _parameters(parameters: list[dict[str, Any]]) -> str:
    places = {"path": "路径", "query": "查询", "header": "请求头"}
    rows = "".join(_row(p["name"], p["schema"], p["required"], f"<td>{places[p['in']]}") for p in parameters)
    return f"<h4>参数</h4><table>{rows}</table>" if rows else ""


def _request(operation: dict[str, Any]) -> str:
    return f"<h4>请求体</h4><p>{_content(operation['requestBody'])}</p>" if "requestBody" in operation else ""


def _answers(responses: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><th>{status}<td>{_said(answer['description'])}<td>{_content(answer)}"
        for status, answer in responses.items()
    )
    return f"<h4>应答</h4><table>{rows}</table>"


def _content(part: dict[str, Any]) -> str:
    return "<br>".join(
        f"{words(kind['schema'])} <small>{escape(media)}</small>" for media, kind in part.get("content", {}).items()
    )


def _said(text: str) -> str:
    """Prose of the document: `code` in backticks, one line for each of its lines."""
    marked = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(re.sub(r"\n\s*", "\n", text.strip())))
    return f"<div class=said>{marked}</div>" if marked else ""


def _row(name: str, shape: dict[str, Any], required: bool, place: str = "") -> str:
    must = "<span class=must>必填</span>" if required else "可选"
    said = _said(shape.get("description", ""))
    return f"<tr><td><code>{escape(name)}</code>{place}<td>{must}<td>{words(shape)}{said}"


def words(schema: dict[str, Any]) -> str:
    """What a value may be, as HTML: its type, its limits, its default."""
    limits = [
        phrase.format(f"<code>{escape(str(schema[bound]))}</code>")
        for bound, phrase in BOUNDS.items()
        if bound in schema
    ]
    if "default" in schema:
        limits.append(f"默认 <code>{escape(json.dumps(schema['default'], ensure_ascii=False))}</code>")
    kind = _kind(schema)
    return f"{kind}，{'，'.join(limits)}" if limits else kind


def _kind(schema: dict[str, Any]) -> str:
    match schema:
        case {"$ref": ref}:
            return _link(ref)
        case {"anyOf": choices}:
            return " 或 ".join(words(choice) for choice in choices)
        case {"enum": values}:
            return " | ".join(f"<code>{escape(json.dumps(value, ensure_ascii=False))}</code>" for value in values)
        case {"prefixItems": items}:
            return f"数组 [{'，'.join(words(item) for item in items)}]"
        case {"items": dict(item)}:
            return f"数组，每项为（{words(item)}）"
        case {"format": "binary"}:
            return "文件的字节"
        case {"type": kind, "format": form}:
            return f"<code>{escape(kind)}</code>（{escape(form)}）"
        case {"type": kind}:
            return f"<code>{escape(kind)}</code>"
    return f"<code>{escape(json.dumps(schema, ensure_ascii=False))}</code>"


def _link(ref: str) -> str:
    name = escape(ref.removeprefix(REF))
    return f'<a href="#{name}">{name}</a>'


def _schema(name: str, body: dict[str, Any]) -> str:
    required = body.get("required", [])
    rows = "".join(_row(field, shape, field in required) for field, shape in body.get("properties", {}).items())
    content = f"<table>{rows}</table>" if rows else f"<p>{words(body)}</p>"
    return (
        f'<section id="{escape(name)}"><h3>{escape(name)}</h3>{_said(body.get("description", ""))}{content}</section>'
    )
