"""OpenTelemetry, logs and metrics: set up once per process. Importing this does no work."""
