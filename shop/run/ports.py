"""Ports of 127.0.0.1 that nobody listens on."""

import socket

TRIED = 100


def is_free(port: int) -> bool:
    """Return whether a server could listen on this port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free(wanted: int) -> int:
    """Return the wanted port, or the next one that is free.

    Raises OSError where a hundred ports in a row are taken.
    """
    for port in range(wanted, wanted + TRIED):
        if is_free(port):
            return port
    raise OSError(f"Every port from {wanted} to {wanted + TRIED - 1} is taken.")


def any_free() -> int:
    """Return a port that the system picks."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
