"""督办: one matter is followed until it is done: one matter, one item, one number (一事一项, 一事一号).

Propose (拟立项), approve (立项), assign (交办), accept (签收), report (反馈), extend (延期), hand in the result (报结),
complete (审结), evaluate (评价), write off (销号). Lights (红黄绿灯) say how it stands; each change of one is kept.

PROPOSED --approve--> ESTABLISHED --assign--> ASSIGNED --accept--> IN_PROGRESS --submit_completion--> COMPLETION_REVIEW
COMPLETION_REVIEW --complete--> COMPLETED --evaluate--> EVALUATED --write_off--> WRITTEN_OFF
PROPOSED --decline(reason)--> NOT_ESTABLISHED         COMPLETION_REVIEW --redo(reason)--> IN_PROGRESS
ASSIGNED --object(reason)--> ASSIGN_DISPUTE --re_assign | maintain--> ASSIGNED
IN_PROGRESS --request_extension(reason)--> EXT_REQUESTED --grant | refuse(reason)--> IN_PROGRESS
whatever is established and has not ended --revoke(reason)--> REVOKED. The table itself is `rules/table.py`.
"""
