"""Each recipe is walked with its own tiny example, on the real code."""
