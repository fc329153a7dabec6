"""Cubes, as babbage of OpenSpending answers: what is added up, and by what.

Source: openspending/babbage 0.4.0, README and api. It leaves open what becomes of an unknown
parameter, which is refused here, and of a page larger than it gives, which is refused too rather
than cut. Added are ranges, NOT and OR in ``cut``, ``real``, ``per``, and Parquet.
"""
