"""Gives a command a terminal of its own: passes its output and the input on, and ends with its exit code."""

import os
import pty
import select
import sys

LARGEST_READ = 65536


def main() -> int:
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(sys.argv[1], sys.argv[1:])
    inputs = [terminal, sys.stdin.fileno()]
    while True:
        ready, _, _ = select.select(inputs, [], [])
        if terminal in ready:
            try:
                output = os.read(terminal, LARGEST_READ)
            except OSError:  # the command has ended
                break
            os.write(sys.stdout.fileno(), output)
        if sys.stdin.fileno() in ready:
            keys = os.read(sys.stdin.fileno(), LARGEST_READ)
            if keys:
                os.write(terminal, keys)
            else:
                inputs.remove(sys.stdin.fileno())
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


sys.exit(main())
