"""发文: what happens to a signed text until every addressee has answered for it (条例 art. 24(1), 25).

Register (登记编号), typeset (印制), proof (校对), seal (用印), dispatch (分发), sign for (签收). Where the document
stands is the tables of `documents.workflow`; here are the number, the print, the seal's place and the receipts. What an
addressee does with a document is its own inbound case (收文); a receipt is what the sender sees of it.

Every issuer seals once, of a joint document (联合行文) in the order of the signatories, each on the file of the one
before. Whoever signed for an organ let its seal be pressed (签发即批准用印); `signatures.uses` presses and logs it.

number:  ISSUED --void(reason)--> VOIDED                                  it is never given again
receipt: SENT --sign_for--> SIGNED_FOR
         SENT --refuse(reason)--> REJECTED --send_again--> SENT          all SIGNED_FOR: the case is CLOSED
         SIGNED_FOR --give_back(reason)--> REJECTED                      (退文) the issuer's case stays as it is
         SIGNED_FOR --reply--> SIGNED_FOR                                (答复) on the sender's board
"""
