"""输出: a layout as a file that people and archives read."""
