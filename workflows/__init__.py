"""Durable orchestration: waits, asks the domain, calls activities."""
