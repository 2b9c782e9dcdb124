"""Looks of lists to choose from and of things to read.

What stands in them is the region's, chosen by the session.
"""
