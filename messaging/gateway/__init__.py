"""消息网关: one WebSocket per device, `/api/v1/socket`, over which the office says at once what has happened.

JSON text frames, told apart by `type`; unknown fields are ignored, so that either side may learn new ones first.

- client: `hello` {token} within five seconds and first of all; `ping`, at least every `heartbeat` seconds
- server: `welcome` {person_id, session_id, heartbeat, unread}; `pong`; `error` {code, message}: the frame was not
  understood, the socket stays; `resync`: something was missed, read the lists again; and what other rooms publish:
  `todo.opened` {notice_id, subject_id, kind, action}, `todo.closed` {notice_id, subject_id}

STRANGER --hello--> GUEST; nobody comes back from GUEST. Each end has a close code, 4000 + the HTTP status that says the
same, and the sentence for people as its reason: 4400 too much nonsense, 4401 not or no longer logged in, 4408 the
client does not read, 4429 too many sockets.

A push is a hint: the database is the truth, and nothing is lost with a lost push. Tokens travel in the first frame,
never in the URL, and are never logged.
"""
