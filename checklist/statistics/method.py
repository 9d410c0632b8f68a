"""The method by which statistics are protected, as far as readers of numbers must know it.

``disclosure.py`` carries it out, and a test compares the two: pages may not load NumPy.
"""

# Rises with every change that lets other numbers be published; data files name it in each row.
METHOD = '1'
# The fewest businesses that a published number stands for, and to what numbers are rounded.
FEWEST = 10
STEP = 5
