"""The shopper's device is of a certain kind."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition

DEVICES = (("mobile", _("Phone")), ("desktop", _("Computer or tablet")))
SAID = {"mobile": _("the device is a phone"), "desktop": _("the device is a computer or tablet")}


@dataclass(frozen=True)
class Args:
    """One of the two kinds that browsers tell apart."""

    device: str = field(metadata={"words": SAID, "label": _("Device"), "choices": DEVICES})


@condition("device", label=_("Device"), args=Args, needs=("visit",))
def device(page: Page, args: Args) -> Verdict:
    """Yes when the browser says so; one that does not say is neither."""
    if page.visit is None or not page.visit.device:
        return Verdict(False, "device_unknown")
    return Verdict.when(page.visit.device == args.device, "other_device")
