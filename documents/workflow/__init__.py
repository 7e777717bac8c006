"""办文: who has the turn, for what goes out (发文办理, 条例 art. 25) and for what comes in (收文办理, art. 24).

DRAFT --submit--> UNIT_REVIEW --pass--> COUNTERSIGN --all agree--> OFFICE_REVIEW --pass--> SIGN_OFF --sign_off--> SIGNED
SIGN_OFF --the leading organ signs (联合行文)--> JOINT_SIGN (联签) --all others have signed the same text--> SIGNED
SIGNED --recheck--> RECHECKED --register--> REGISTERED --typeset--> TYPESET --proof--> PROOFED
PROOFED --seal, every issuer in its turn--> SEALED --dispatch--> DISPATCHED --close--> CLOSED
A review may return the draft (RETURNED); the drafter may withdraw or cancel before SIGNED; a numbered document can
only be voided (VOIDED). The table itself is `rules/outbound.py`.

What is dispatched is an inbound case (来文) at every addressee, each for itself; the table is `rules/inbound.py`:
TO_SIGN --sign_for (签收), seal valid--> SIGNED_FOR --register (收文号)--> REGISTERED --screen (初审)--> 阅件 or 办件
TO_SIGN --refuse (拒收)--> REJECTED, REGISTERED --return (退文)--> RETURNED_TO_SENDER, both --arrive again--> TO_SIGN
READING <--screen anew (改分)--> PROPOSING, before anybody was given it
READING --circulate (传阅)--> CIRCULATING --all have read--> CLOSED, or --assign, when a reader orders so--> HANDLING
PROPOSING --propose (拟办)--> AWAIT_INSTRUCTION --instruct (批示)--> INSTRUCTED --assign (交办)--> HANDLING
HANDLING --result (反馈)--> RESULT_REVIEW --accept--> ACCEPTED --reply or close (办结)--> CLOSED --reopen--> HANDLING
The leader may send back or pass up; the result comes to the leader who instructed and may be given back (redo). For a
leader who has left office the office asks another (re_ask). Tasks, circulations, instructions and supervision are legs
of one thread, which does not close before they have ended.
"""
