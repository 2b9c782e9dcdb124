"""The same two pages drawn by us and by others; each file is one program."""
