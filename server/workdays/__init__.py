"""工作日历: which days an office works, as data that the office can correct, and how terms are counted on it.

The national list of holidays and swapped days (调休) comes out each autumn for the year to come. Beyond the last known
year days are told by the weekday alone, and every answer that needed one says so (provisional).
"""
