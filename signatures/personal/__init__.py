"""个人电子签名: a person signs an act with a key of their own, which only their PIN (签名口令) opens.

It is not a seal: another certificate purpose, other tables, other words, and what one signs the other never verifies.

ACTIVE --revoke(reason), by oneself or the system administrator--> REVOKED
ACTIVE --its certificate ends and another is made--> OVER
"""
