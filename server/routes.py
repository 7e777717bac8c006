"""The one routing table."""

from starlette.routing import BaseRoute, Mount

from documents.drafting.routes import routes as drafting
from documents.workflow.routes import routes as workflow
from messaging.gateway.routes import routes as gateway
from messaging.notices.routes import routes as notices
from server.directory.routes import routes as directory
from server.health import routes as health
from server.journal.routes import routes as journal

routes: list[BaseRoute] = [
    *health,
    Mount(
        "/api/v1",
        routes=[
            *directory,
            *drafting,
            *workflow,
            *journal,
            *notices,
            *gateway,
        ],
    ),
]
