"""政务通讯: to-dos and notices, and the socket that says at once that they are there."""
