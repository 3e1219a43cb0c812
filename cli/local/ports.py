"""Ports of this machine: whether one is free, and finding one that is."""

import socket

from cli.local.errors import PortInUse


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Say whether a server could listen on `port` now."""
    with _socket() as candidate:
        try:
            candidate.bind((host, port))
        except OSError:
            return False
    return True


def require_free(port: int, flag: str, host: str = "127.0.0.1") -> None:
    """Raise `PortInUse`, naming the `flag` that chooses another port, unless `port` is free."""
    if not is_free(port, host):
        raise PortInUse(port, flag)


def free_ports(count: int, host: str = "127.0.0.1") -> tuple[int, ...]:
    """Find `count` different ports that are free now.

    Nothing holds them afterwards: a caller whose server then finds one taken asks again.
    """
    # All are held until the last is chosen, or the same one could come back twice.
    held = [_socket() for _ in range(count)]
    try:
        for one in held:
            one.bind((host, 0))
        return tuple(one.getsockname()[1] for one in held)
    finally:
        for one in held:
            one.close()


def _socket() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # As servers do: a connection that lingers after its server closed does not make the port taken.
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return made
