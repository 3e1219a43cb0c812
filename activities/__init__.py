"""Side effects a workflow asks for: project, notify, look facts up."""
