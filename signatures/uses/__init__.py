"""用印审批: a seal is pressed once for each approval, on the very file that was approved, by its keeper, on record.

A request (用印申请) names the seal, the files by digest, where on them, how many copies, what for and until when. A
leader who neither asked nor keeps the seal approves it; a signed document has its approval in the sign-off (签发). The
keeper asks for each file to be sealed, a job presses outside of any transaction, and what was pressed lands exactly
once, with its line in the use log (用印登记). A sealed file bears a verification code (验证码) for its paper copies.

REQUESTED --approve--> APPROVED --every file sealed--> USED     REQUESTED --refuse--> REFUSED
REQUESTED, APPROVED --withdraw--> WITHDRAWN                     REQUESTED, APPROVED --its days are over--> EXPIRED

A file: WAITING, HANDED_BACK --the keeper asks--> ASKED --it lands--> SEALED     ASKED --it cannot be--> HANDED_BACK
"""
