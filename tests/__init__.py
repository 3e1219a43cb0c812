"""Everything Slipway promises, checked against real parts."""
