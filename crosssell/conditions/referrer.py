"""The shopper came from a certain web site."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Any of these hosts; whatever ends in a host counts: m.example.com for example.com."""

    hosts: tuple[str, ...] = field(
        metadata={
            "words": _("the visitor came from %s"),
            "label": _("Web sites"),
            "help": _("Any of these. Type a name such as example.com."),
            "ref": "web_site",
        }
    )


@condition("referrer", label=_("Came from a web site"), args=Args, needs=("visit",))
def referrer(page: Page, args: Args) -> Verdict:
    """Yes when the visit began at a link on one of the hosts, or on a subdomain of one."""
    if page.visit is None or not page.visit.referrer:
        return Verdict(False, "referrer_unknown")
    wanted = [_host(typed) for typed in args.hosts]
    came = any(
        host and (page.visit.referrer == host or page.visit.referrer.endswith("." + host))
        for host in wanted
    )
    return Verdict.when(came, "other_referrer")


def _host(typed: str) -> str:
    """The host of what a merchant typed or pasted, such as "https://www.example.com/page"."""
    address = typed.strip().lower().removeprefix("https://").removeprefix("http://")
    host = address.split("/")[0].split(":")[0]
    return host.removeprefix("www.").strip(".")
