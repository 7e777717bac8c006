"""演示: the fictional city of 甬江市, its organs and sixty invented people, to try the office with and to test it on.

`city.py` is the city as tables; `seed.py` founds it through the directory's own services, as administrators would.
"""
