"""Only the right password matches, and a hash that is none matches nothing."""

from concurrent.futures import ThreadPoolExecutor

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


def test_two_at_once_do_not_wait_for_each_other_for_ever() -> None:
    password = Password("seven calm herons 7")
    hashed = password_hash(password)
    with ThreadPoolExecutor(3) as threads:
        both = [threads.submit(password_matches, password, hashed) for _ in range(3)]
        assert all(each.result(timeout=30) for each in both)
