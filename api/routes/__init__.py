"""One file of endpoints per noun; they call use cases and nothing below them."""
