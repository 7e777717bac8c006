"""发文: what happens to a signed text until every addressee has answered for it (条例 art. 24(1), 25).

Register (登记编号), typeset (印制), proof (校对), seal (用印), dispatch (分发), sign for (签收). Where the document
stands is the table of `documents.workflow`; here are the number, the print, the seal's place and the receipts.

number:  ISSUED --void(reason)--> VOIDED                                  it is never given again
receipt: SENT --sign_for--> SIGNED_FOR
         SENT --refuse(reason)--> REJECTED --send_again--> SENT          all SIGNED_FOR: the case is CLOSED
"""
