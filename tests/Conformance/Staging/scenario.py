"""The list of scenarios, in the order in which they are declared."""

SCENARIOS = {}


def scenario(function):
    assert function.__name__ not in SCENARIOS, function.__name__
    SCENARIOS[function.__name__] = function
    return function
