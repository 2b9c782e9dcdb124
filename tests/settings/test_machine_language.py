"""The machine speaks Chinese, or English where asked or where no Hanzi can be shown."""

import pytest

from kiosk.settings.machine_language import machine_language

CHINESE, ENGLISH = "zh-CN", "en"


@pytest.mark.parametrize(
    ("environment", "encoding", "language"),
    [
        ({}, "utf-8", CHINESE),
        ({}, "ascii", ENGLISH),
        ({"LANG": "C"}, "utf-8", CHINESE),
        ({"LANG": "C.UTF-8"}, "utf-8", CHINESE),
        ({"LANG": "POSIX"}, "ascii", ENGLISH),
        ({"LANG": "zh_CN.UTF-8"}, "utf-8", CHINESE),
        ({"LANG": "zh_CN.GB18030"}, "gb18030", CHINESE),
        ({"LANG": "zh_CN"}, "ascii", ENGLISH),
        ({"LANG": "de_DE.UTF-8"}, "utf-8", CHINESE),
        ({"LANG": "en_US.UTF-8"}, "utf-8", ENGLISH),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "utf-8", CHINESE),
        ({"LC_MESSAGES": "zh_CN", "LC_ALL": "en_GB.UTF-8"}, "utf-8", ENGLISH),
        ({"LC_ALL": "", "LANG": "en_US"}, "utf-8", ENGLISH),
        ({"LANG": "zh_CN"}, "no-such-encoding", ENGLISH),
    ],
)
def test_the_environment_names_the_language(
    environment: dict[str, str], encoding: str, language: str
) -> None:
    assert machine_language(environment, encoding) == language
