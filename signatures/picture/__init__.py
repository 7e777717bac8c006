"""The picture of an organ's seal (印模): round, a five-point star, the organ's name along the ring.

A craft: names and millimetres in, a PNG out. The national emblem (国徽) is never generated; organs that
bear it bring their registered picture.
"""
