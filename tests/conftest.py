"""How Hypothesis runs: the same examples at every landing, random ones in a long run.

No deadline anywhere: a verdict must not depend on what else the machine is doing.
"""

from hypothesis import HealthCheck, settings

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
