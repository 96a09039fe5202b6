# SPDX-License-Identifier: MIT
"""As much of `unittest` as the dual tests use, for MicroPython, which has none of its own.

Run as `micropython run_dual.py test_name`: prints one line a failure and "N passed, M failed".
"""

import sys


class _Raises:
    def __init__(self, expected):
        self.expected = expected
        self.exception = None

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is None:
            raise AssertionError("%r not raised" % self.expected)
        self.exception = value
        return issubclass(kind, self.expected)


class TestCase:
    def setUp(self):
        pass

    def fail(self, message):
        raise AssertionError(message)

    def assertEqual(self, first, second, message=""):
        if not first == second:
            raise AssertionError("%r != %r %s" % (first, second, message))

    def assertNotEqual(self, first, second, message=""):
        if first == second:
            raise AssertionError("%r == %r %s" % (first, second, message))

    def assertTrue(self, value, message=""):
        if not value:
            raise AssertionError("%r is not true %s" % (value, message))

    def assertFalse(self, value, message=""):
        if value:
            raise AssertionError("%r is not false %s" % (value, message))

    def assertIs(self, first, second, message=""):
        if first is not second:
            raise AssertionError("%r is not %r %s" % (first, second, message))

    def assertIsNone(self, value, message=""):
        self.assertIs(value, None, message)

    def assertNotIn(self, member, container, message=""):
        if member in container:
            raise AssertionError("%r in %r %s" % (member, container, message))

    def assertIn(self, member, container, message=""):
        if member not in container:
            raise AssertionError("%r not in %r %s" % (member, container, message))

    def assertRaises(self, expected, function=None, *arguments):
        context = _Raises(expected)
        if function is None:
            return context
        with context:
            function(*arguments)
        return None


def run(module):
    """Run every test of `module`; return (passed, failed)."""
    passed = failed = 0
    for class_name in sorted(dir(module)):
        case = getattr(module, class_name)
        if not (isinstance(case, type) and issubclass(case, TestCase)):
            continue
        for name in sorted(dir(case)):
            if not name.startswith("test"):
                continue
            try:
                instance = case()
                instance.setUp()
                getattr(instance, name)()
                passed += 1
            except Exception as error:
                failed += 1
                print("FAILED %s.%s" % (class_name, name))
                sys.print_exception(error)
    return passed, failed
