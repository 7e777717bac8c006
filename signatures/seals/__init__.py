"""印章: the register of seals. Who has which seal, whether it may be pressed, and on what it was pressed.

A seal is a picture (印模), a certificate from the office's own authority, and a private key that never leaves this
room. It is kept (监印) by whoever has the role for its organ; custody is never lent. Every press is one line of the use
log, with the file before and after. An organ has one active seal of a kind.

ACTIVE --suspend--> SUSPENDED --resume--> ACTIVE        ACTIVE, SUSPENDED --revoke--> REVOKED
"""
