"""The examples in docstrings."""

import doctest
import importlib
import pkgutil

import lkjip


def test_examples_in_docstrings_hold() -> None:
    attempted = 0
    for module in pkgutil.walk_packages(lkjip.__path__, "lkjip."):
        if module.name == "lkjip.__main__":
            continue
        result = doctest.testmod(importlib.import_module(module.name))
        assert result.failed == 0, module.name
        attempted += result.attempted
    assert attempted >= 11
