"""The page is in a certain language."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Any of these codes; "en" stands for "en-gb" and "en-us" too."""

    languages: tuple[str, ...] = field(
        metadata={
            "words": _("the language is %s"),
            "label": _("Languages"),
            "help": _("Those that the shop is shown in."),
            "ref": "language",
        }
    )


@condition("language", label=_("Language"), args=Args, needs=("visit",))
def language(page: Page, args: Args) -> Verdict:
    """Yes when the page is shown in one of the languages."""
    if page.visit is None or not page.visit.language:
        return Verdict(False, "language_unknown")
    own = _plain(page.visit.language)
    wanted = [_plain(code) for code in args.languages]
    spoken = any(code and (own == code or own.startswith(code + "-")) for code in wanted)
    return Verdict.when(spoken, "other_language")


def _plain(code: str) -> str:
    return code.strip().lower().replace("_", "-")
