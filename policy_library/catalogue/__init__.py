"""政策目录: a policy is taken in, described, reviewed three times, published, and remembered when it ends.

Dispatched documents and files of editors become entries (条目) with fields (要素), clauses (条款) and relations (关系).
先审查、后公开: 初审 by the unit's head, 复审 (保密审查) by the secrecy officer, 终审 by a leader: three people.
Only what is published is found by others. What ends a policy is a decision that an editor has confirmed.

CANDIDATE --first_review--> FIRST_OK --second_review--> SECOND_OK --third_review--> APPROVED --publish--> PUBLISHED
CANDIDATE, FIRST_OK, SECOND_OK, APPROVED --return(reason)--> RETURNED --resubmit--> CANDIDATE
PUBLISHED --withdraw(reason)--> WITHDRAWN                                                a tombstone is all that stays
CANDIDATE, RETURNED --discard(reason)--> DISCARDED                                       it was no policy: likewise
"""
