"""How Hypothesis runs: the same examples at every landing, random ones in a long run.

No deadline anywhere: a verdict must not depend on what else the machine is doing.
"""

import logging
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.effort import IS_LONG

pytest_plugins = ["tests.private_pcscd"]
"""Known to all rooms: a process has one pcscd, whoever asks first."""

# What a command says is asked for in English; a test of the languages sets its own.
os.environ.pop("LC_ALL", None)
os.environ["LC_MESSAGES"] = "en"

settings.register_profile(
    "landing",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "long",
    settings.get_profile("landing"),
    derandomize=False,
    max_examples=300,
    print_blob=True,
)
settings.load_profile("landing")


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out what only a long run has, whatever else was asked for."""
    if IS_LONG:
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """See that a test leaves every logger speaking: the next one may listen."""
    try:
        return (yield)
    finally:
        silent = _silent_loggers()
        for logger in silent:
            logger.disabled, logger.propagate = False, True
            logger.setLevel(logging.NOTSET)
        logging.disable(logging.NOTSET)
        assert not silent, f"{item.nodeid} has silenced {silent}"


def _silent_loggers() -> list[logging.Logger]:
    """Return our own loggers that would not tell of a warning."""
    known = [logging.getLogger(name) for name in list(logging.root.manager.loggerDict)]
    own = [logger for logger in known if logger.name.startswith("kiosk.")]
    return [
        logger
        for logger in own
        if not (logger.isEnabledFor(logging.WARNING) and logger.propagate)
    ]
