"""政策文件库: the wing of the policy library, which waits for its first room."""
