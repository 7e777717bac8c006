"""The law of 批示 and 传阅."""
