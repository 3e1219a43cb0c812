"""Ports of this machine."""

import socket

import pytest

from cli.local.errors import PortInUse
from cli.local.ports import free_ports, is_free, require_free


def test_a_port_somebody_listens_on_is_not_free() -> None:
    """It is taken while somebody listens, and free again afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert not is_free(port)
    assert is_free(port)


def test_a_taken_port_is_refused_with_what_to_do() -> None:
    """The message names the port and the flag that chooses another."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(PortInUse) as refused:
            require_free(port, "--engine-port")
    assert str(refused.value) == (
        f"Port {port} is already in use. Choose another with --engine-port, or stop what is using it."
    )


def test_free_ports_are_different_and_free() -> None:
    """Asking for several never gives one twice."""
    ports = free_ports(5)

    assert len(set(ports)) == 5
    assert all(is_free(port) for port in ports)
