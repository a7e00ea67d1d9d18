"""The shopper came through a campaign, by the utm parameters of the link."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """All that is filled in must match, upper or lower case; nothing: any campaign."""

    source: str = field(
        default="",
        metadata={
            "words": _("the campaign's source is %s"),
            "label": _("Source (utm_source)"),
            "ref": "utm_source",
        },
    )
    medium: str = field(
        default="",
        metadata={
            "words": _("the campaign's medium is %s"),
            "label": _("Medium (utm_medium)"),
            "ref": "utm_medium",
        },
    )
    campaign: str = field(
        default="",
        metadata={
            "words": _("the campaign's name is %s"),
            "label": _("Campaign (utm_campaign)"),
            "ref": "utm_campaign",
        },
    )
    term: str = field(
        default="",
        metadata={
            "words": _("the campaign's term is %s"),
            "label": _("Term (utm_term)"),
            "ref": "utm_term",
        },
    )
    content: str = field(
        default="",
        metadata={
            "words": _("the campaign's content is %s"),
            "label": _("Content (utm_content)"),
            "ref": "utm_content",
        },
    )


@condition(
    "campaign",
    label=_("Came through a campaign"),
    words=_("the visitor came through a campaign"),
    args=Args,
    needs=("visit",),
)
def campaign(page: Page, args: Args) -> Verdict:
    """Yes when the visit began at a link with these utm parameters."""
    if page.visit is None:
        return Verdict(False, "campaign_unknown")
    if not page.visit.campaign:
        return Verdict(False, "no_campaign")
    wanted = {
        "source": args.source,
        "medium": args.medium,
        "campaign": args.campaign,
        "term": args.term,
        "content": args.content,
    }
    own = page.visit.campaign
    same = all(
        own.get(name, "").strip().lower() == text.strip().lower()
        for name, text in wanted.items()
        if text.strip()
    )
    return Verdict.when(same, "other_campaign")
