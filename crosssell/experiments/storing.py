"""A visitor's part, written with his session; an exposure counts once that is written.

Django writes a session once a page, after the page is made, and a failure there is the page's.
What only a test has put there is no reason for that: such a failure is logged and left.
"""

from __future__ import annotations

import logging
from typing import Any

from crosssell import buffer

log = logging.getLogger(__name__)

EXPOSED = "exposed"
WAITING = "_crosssell_waiting"


def keep(session: Any, key: str, value: dict[str, Any], exposed: dict[str, Any] | None) -> None:
    """Put the value in the session, and note the exposure (None: none) when it is saved."""
    if WAITING not in session.__dict__:
        _watch(session, key)
    if exposed is not None:
        session.__dict__[WAITING].append(exposed)
    session[key] = value


def _watch(session: Any, key: str) -> None:
    """Do what belongs to it whenever this session is saved, by whomever."""
    waiting: list[dict[str, Any]] = []
    session.__dict__[WAITING] = waiting
    others = None if session.modified else _others(session, key)
    save, failed = session.save, False

    def saving(*args: Any, **kwargs: Any) -> None:
        nonlocal failed
        failed = False
        try:
            save(*args, **kwargs)
        except Exception:
            if others != _others(session, key):
                raise
            failed = True
            log.exception("A visitor is in no test on the next page: his session was not saved.")
            return
        # A new session is saved once more inside its own save, and may have failed there.
        while waiting and not failed:
            buffer.append(EXPOSED, waiting.pop(0), durable=True)

    session.save = saving


def _others(session: Any, key: str) -> dict[str, Any]:
    """What others keep in the session."""
    return {name: value for name, value in session.items() if name != key}
