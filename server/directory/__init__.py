"""机构与人员: organs in a tree, their units, the people and the posts they hold, roles on posts, delegation, logins.

An organ (机关) has internal units (内设机构); a person holds posts (职务) in organs; roles (岗位职责) sit on posts,
each for a place, an organ or a unit. `who(token)` turns a login into an `Actor`, and that is what rooms decide by.

post:        HELD --leave_post--> LEFT            (grants and delegations end with it; without any post, logins too)
delegation:  AGREED --first day--> IN FORCE --last day--> ENDED      any --revoke--> ENDED at once
account:     RELEASED --reset_password--> SHUT --release, by another administrator--> RELEASED
session:     OPEN --12 h, sign-out, new login on the same device, new password--> gone
"""
