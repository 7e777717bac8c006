"""Log lines: one event a line, with the id of the request it belongs to, and never a text, a token or a name."""

import logging

import structlog

from server.settings import Settings


def configure(settings: Settings) -> None:
    """Set up logging for this process: JSON for machines, or plain lines for people."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper("iso"),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
