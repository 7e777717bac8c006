"""办文: who has the turn, from the first draft to the end of the case (发文办理, 条例 art. 25).

DRAFT --submit--> UNIT_REVIEW --pass--> COUNTERSIGN --all agree--> OFFICE_REVIEW --pass--> SIGN_OFF --sign_off--> SIGNED
SIGNED --recheck--> RECHECKED --register--> REGISTERED --typeset--> TYPESET --proof--> PROOFED --seal--> SEALED
SEALED --dispatch--> DISPATCHED --close--> CLOSED
A review may return the draft (RETURNED); the drafter may withdraw or cancel before SIGNED; a numbered document can
only be voided (VOIDED). The table itself is `rules/outbound.py`.
"""
