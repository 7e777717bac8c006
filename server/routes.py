"""The one routing table."""

from starlette.routing import BaseRoute, Mount

from documents.circulation.routes import routes as circulation
from documents.drafting.routes import routes as drafting
from documents.issuing.routes import routes as issuing
from documents.supervision.routes import routes as supervision
from documents.workflow.routes import routes as workflow
from messaging.chats.routes import routes as chats
from messaging.gateway.routes import routes as gateway
from messaging.notices.routes import routes as notices
from policy_library.catalogue.routes import routes as catalogue
from policy_library.search.routes import routes as search
from server.directory.routes import routes as directory
from server.health import routes as health
from server.journal.routes import routes as journal
from signatures.personal.routes import routes as personal
from signatures.seals.routes import routes as seals
from signatures.signing.routes import routes as signing
from signatures.uses.routes import routes as uses

routes: list[BaseRoute] = [
    *health,
    Mount(
        "/api/v1",
        routes=[
            *directory,
            *drafting,
            *workflow,
            *circulation,
            *issuing,
            *supervision,
            *journal,
            *notices,
            *chats,
            *gateway,
            *search,
            *catalogue,
            *seals,
            *personal,
            *uses,
            *signing,
        ],
    ),
]
