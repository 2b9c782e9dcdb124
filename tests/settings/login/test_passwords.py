"""Only the right password matches, and a hash that is none matches nothing."""

from kiosk.domain.secret import Password
from kiosk.settings.login.passwords import password_hash, password_matches


def test_only_the_password_itself_matches() -> None:
    hashed = password_hash(Password("24680213"))
    assert hashed.startswith("$argon2id$")
    assert password_matches(Password("24680213"), hashed)
    assert not password_matches(Password("24680214"), hashed)


def test_a_hash_that_is_none_matches_nothing() -> None:
    assert not password_matches(Password(""), "")
    assert not password_matches(Password("24680213"), "$argon2id$broken")
