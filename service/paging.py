"""Pages of lists, as every door shows them."""

from store.cursor import Page

__all__ = ["Page"]
