"""Garbage collection in a process that stays: most of what it consists of is never garbage."""

import gc

_YOUNG = 10_000
"""Objects made, less those let go, until the collector looks for circles among them. A request makes a few thousand,
which nearly all go by themselves, as no circle holds them."""


def spare_what_stays() -> None:
    """Look for garbage among new things only. Call it once everything is imported and put together.

    Looking through all that a framework and its schemas are made of, again and again, took 7 % of an API.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG)
