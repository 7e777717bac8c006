"""消息网关: one WebSocket per device, `/api/v1/socket`, over which people talk and the office says what has happened.

JSON text frames, told apart by `type`; unknown fields are ignored, so that either side may learn new ones first.
The first frame is `hello`, within five seconds. A frame of a client has at most 64 KiB (65,536 bytes of UTF-8): a
longer one is refused, and one of more than 128 KiB ends the socket (1009).

Nobody has to say anything in order to stay. Every 20 seconds the server sends a ping of the WebSocket itself, which
libraries and browsers answer on their own; a connection from which no answer has come 20 seconds later is dead, and
dropped. Every `heartbeat` seconds the office looks whether the guest is still logged in, and with which posts.

The client says:
- `hello` {token, device?, resume?}. One live socket per person and `device`, the newer wins. `resume` {chat: seq}: what
  the client has of each conversation; after the welcome it gets what it lacks as after `sync`, and one `lag` for the
  conversations that it did not name.
- `ping`: are you there? For a client that wants to know; never a duty.
- `send` {id, chat, cmid, kind, body}: `text` {text} or `card` {subject, id}; `id` is the client's number for it. At
  most 64 sends are on their way, then the gateway stops reading until some are answered.
- `sync` {chat, after, limit?}: what follows a number, at most 200 lines.
- `read` {chat, seq}: read up to there. `view` {chat?}: this device shows that conversation, or none.

The server says:
- `welcome` {person_id, session_id, heartbeat, unread}; `pong`; `resync`: something was missed, read the lists again
- `ack` {id, chat, cmid, seq, at}: it is on the disk. `nak` {id, code, message}: it is not, be it only that its `id`
  could be read; for a code of its own fault (`gateway.fault`) or of haste (`chats.too_fast`) the client sends the same
  again
- `events` {chat, events}: one frame per conversation and commit, to all devices of its members, the sender's too
- `synced` {chat, to, last}: the answer to `sync` ends here; if `to` < `last` there is more
- `read` {chat, person_id, seq}: to one's own devices, and to those that `view` the conversation; may be left out
- `lag` {chats: {chat: seq}}: these conversations have come so far, and their events were not sent: `sync`
- `todo.opened` {notice_id, subject_id, kind, action}, `todo.closed` {notice_id, subject_id}: what other rooms publish
- `error` {code, message, chat?}: a frame that is no `send` with an `id` was refused, the socket stays

What a client must do (G4 to G6): keep the highest number without a gap of each conversation, drop what is not above it,
`sync` from it when a greater one than the next comes, and send again, under the same cmid, what was not acknowledged.

STRANGER --hello--> GUEST; nobody comes back from GUEST. Each end has a close code, 4000 + the HTTP status that says the
same, and the sentence for people as its reason: 4400 too much nonsense, 4401 not or no longer logged in, 4408 the
client does not read, 4409 replaced by a newer socket of the same device, 4429 too many sockets.

A push is a hint: the database is the truth, and nothing is lost with a lost push. Nobody waits for somebody else's
socket: what a device does not read is held up to 256 KiB, then its events are dropped and it is told of its lag. Tokens
travel in the first frame, never in the URL, and are never logged.
"""
