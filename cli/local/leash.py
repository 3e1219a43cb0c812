"""Become another program that dies with its parent: `python leash.py PARENT_PID PROGRAM [ARGUMENT ...]`.

A parent that is killed outright (SIGKILL, out of memory) runs no clean-up, and its children would live on,
holding their ports and database files. A child can ask Linux to kill it when its parent ends. It must ask
between fork and exec; `preexec_fn` does that unsafely in a process with threads, which the Temporal SDK
starts, hence this small program in between. It imports only the standard library, to cost a few milliseconds.

Elsewhere than on Linux there is no such request, and an orderly exit has to do.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>


def main() -> None:
    """Put on the leash, then become the program."""
    parent = int(sys.argv[1])
    if sys.platform == "linux":
        # SIGKILL, not SIGTERM: certain, and every part has to survive it anyway.
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before we could ask
            os._exit(1)
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
