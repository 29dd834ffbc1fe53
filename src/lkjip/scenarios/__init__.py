"""What if: many alternatives to a year's rules and cells at once, as a key of the plan.

A changed value is a column by scenario, where the plan has a constant. What follows from it is computed once, with the
scenario as the first key of its grain; what does not stays by office and is looked up. Alternatives that would change the
shape of the plan are evaluated one by one.
"""
