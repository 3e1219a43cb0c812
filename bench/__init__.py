"""What Slipway costs beside the bare engine, measured in one run on one machine."""
