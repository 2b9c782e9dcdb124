"""The base of every value that is read from a TOML file."""

import msgspec


class TomlTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The base of every table of a configuration file."""
