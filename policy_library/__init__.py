"""政策文件库: policies read, reviewed, published, related to each other and found."""
