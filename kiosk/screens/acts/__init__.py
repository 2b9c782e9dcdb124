"""Looks of the pages on which a person says who they are and what came of it.

What an act does and may say is the session's matter.
"""
