"""The law of who is who: organs, posts and roles, standing, delegation, logins."""
