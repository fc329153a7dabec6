"""Cubes: a published table added up by its dimensions, as babbage of OpenSpending is asked.

1. ``grammar``: what an address says, taken apart: cuts, drilldowns, aggregates, order, fields.
2. ``model``: what the cube has, in babbage's words, and which column a word means.
3. ``cuts``: a cut as a condition with bound values. Nothing that was asked stands in the SQL.
4. ``readings``: prices of another year, and amounts per head.
5. ``reader``: the answers, each from one scan of the serving file.
"""
