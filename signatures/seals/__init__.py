"""印章: the register of seals. Who has which seal, how it came to be, who keeps it, whether it may be pressed.

A seal (电子印章) is a picture (印模), a seal object signed by the maker (制章者), two certificates from the office's
own authority, and two private keys that never leave their custodian. Every act on it is an event of a log that only
grows, each bound to the one before. It is kept (监印) by people who are named; custody is never lent. An organ has one
active seal of a kind.

APPLIED --approve--> APPROVED --make--> MADE --file--> FILED --activate--> ACTIVE       APPLIED --refuse--> REFUSED
ACTIVE --suspend--> SUSPENDED --resume--> ACTIVE            ACTIVE, SUSPENDED --report_lost--> LOST
ACTIVE, SUSPENDED, LOST --remake--> REMADE                  APPROVED to LOST --revoke--> REVOKED
REMADE, REVOKED --destroy--> DESTROYED
"""
