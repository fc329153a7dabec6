"""The Open Contracting Data Standard: releases and records in packages, by process and in lists.

Source: OCDS 1.1, packaging releases and records; guidance, data files and APIs (of version 1.2,
which says most of cursors and pages).
"""
