"""What goes over the wire, one file per noun. Field names are promises to callers."""
