"""The doors of this desk: to documents that go out, and to those that come in."""

from documents.workflow.routes import inbound, outbound

routes = [*outbound.routes, *inbound.routes]
