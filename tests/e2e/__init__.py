"""Through the public door only, against every real part."""
