"""The rules of a launch. Pure: standard library only, no clock, no input or output, no framework."""
