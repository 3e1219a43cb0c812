"""What workflows may ask for, without the weight of how it is done."""

PROJECT = "project"
"""`(Batch) -> int`: put events and the views they changed into the read model, once however often it is asked; answer
the last event up to which it then has all, since doors bring there what they did by themselves."""
