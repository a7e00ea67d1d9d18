"""Who may do what: the permissions of our models, asked in one place."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

SEE_PLACEMENTS = "crosssell.view_placement"
SEE_RULES = "crosssell.view_rule"
SEE_ANY = (
    SEE_PLACEMENTS,
    SEE_RULES,
    "crosssell.view_matrixentry",
    "crosssell.view_preference",
    "crosssell.view_bundle",
    "crosssell.view_threshold",
    "crosssell.view_experiment",
    "crosssell.view_dailycount",
)
# To be asked for the settings of a plugin, somebody must be about to fill them in.
EDIT_RULES = ("crosssell.add_rule", "crosssell.change_rule")
EDIT_PLACEMENTS = ("crosssell.add_placement", "crosssell.change_placement")
EDIT_BUNDLES = ("crosssell.add_bundle", "crosssell.change_bundle")
# The rows of a bundle are saved with it, as one.
BUNDLE_ROWS = tuple(
    f"crosssell.{verb}_{name}"
    for name in ("component", "componenttarget", "bundleamount")
    for verb in ("add", "change", "delete")
)
EDIT_THRESHOLDS = ("crosssell.add_threshold", "crosssell.change_threshold")
THRESHOLD_ROWS = tuple(
    f"crosssell.{verb}_{name}"
    for name in ("tier", "tieramount", "tiergift", "thresholdtext", "uncounted")
    for verb in ("add", "change", "delete")
)
# The parts of a test are saved with it, as one.
TEST_ROWS = tuple(f"crosssell.{verb}_variant" for verb in ("add", "change", "delete"))
START_RUNS = "crosssell.add_run"
START_TESTS = "crosssell.add_backtest"
_CARRIED = ("placement", "rule", "preference", "matrixentry")
# A file of rules holds rows of all these.
EXPORT = tuple(f"crosssell.view_{name}" for name in _CARRIED)
IMPORT = tuple(f"crosssell.{verb}_{name}" for name in _CARRIED for verb in ("add", "change"))


def has_any(user: Any, permissions: tuple[str, ...]) -> bool:
    """Whether the signed-in staff member has one of the permissions."""
    return user.is_active and user.is_staff and any(user.has_perm(name) for name in permissions)


def has_all(user: Any, permissions: tuple[str, ...]) -> bool:
    """Whether the signed-in staff member has every one of the permissions."""
    return user.is_active and user.is_staff and user.has_perms(permissions)


def require_all(request: HttpRequest, *permissions: str) -> None:
    """Raise PermissionDenied (answered with 403) where one of the permissions is missing."""
    if not has_all(request.user, permissions):
        raise PermissionDenied


def require_any(request: HttpRequest, *permissions: str) -> None:
    """Raise PermissionDenied (answered with 403) without one of the permissions."""
    if not has_any(request.user, permissions):
        raise PermissionDenied
