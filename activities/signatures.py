"""What workflows may ask for, without the weight of how it is done."""

PROJECT = "project"
"""`(Batch) -> None`: put events and the views they changed into the read model, once however often it is asked."""
