"""Plays the scenarios under CPython's own asyncore and prints their traces.

    run.py                      every scenario, in both orders, as sections
    run.py NAME [--use-poll]    one scenario, in one order
    run.py --list               the names
    run.py --drawn FILE         every drawn case of a file, a line of JSON each, in both orders, as sections
"""
import contextlib
import importlib
import os
import sys
import traceback
import warnings

warnings.simplefilter('ignore', DeprecationWarning)  # of asyncore itself
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, 'Staging'), os.path.join(HERE, 'Scenarios'), os.path.join(HERE, 'Drawn')]
sys.dont_write_bytecode = True

import drawn  # noqa: E402
from scenario import SCENARIOS  # noqa: E402
from stage import Stage  # noqa: E402

for module in sorted(os.listdir(os.path.join(HERE, 'Scenarios'))):
    if module.endswith('.py'):
        importlib.import_module(module[:-3])


class LogWriter:
    """Standard output or standard error, a trace line for each line."""

    def __init__(self, stage, name):
        self.stage, self.name, self.text = stage, name, ''

    def write(self, text):
        self.text += text
        while '\n' in self.text:
            line, _, self.text = self.text.partition('\n')
            self.stage.trace('%s| %s' % (self.name, line))

    def flush(self):
        pass


def play(scenario, use_poll):
    stage = Stage(use_poll)
    try:
        with contextlib.redirect_stdout(LogWriter(stage, 'stdout')), contextlib.redirect_stderr(LogWriter(stage, 'stderr')):
            scenario(stage)
    except Exception:
        for line in traceback.format_exc().splitlines():
            stage.trace('!! ' + line)
    lines = stage.lines
    stage.lines = []  # what the end of the stage does is no part of the scenario
    with contextlib.redirect_stdout(LogWriter(stage, 'stdout')):
        stage.close()
    return lines


def main(arguments):
    if arguments == ['--list']:
        print('\n'.join(SCENARIOS))
    elif arguments[:1] == ['--drawn']:
        for case in drawn.cases(arguments[1]):
            for use_poll in (False, True):
                print('=== %s %s' % (case['seed'], 'poll' if use_poll else 'select'))
                print('\n'.join(drawn.play(case, use_poll)))
    elif arguments:
        print('\n'.join(play(SCENARIOS[arguments[0]], '--use-poll' in arguments)))
    else:
        for name, scenario in SCENARIOS.items():
            for use_poll in (False, True):
                print('=== %s %s' % (name, 'poll' if use_poll else 'select'))
                print('\n'.join(play(scenario, use_poll)))


main(sys.argv[1:])
