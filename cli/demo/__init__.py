"""A whole launch, from idea to review, by the people of a sample organisation."""
