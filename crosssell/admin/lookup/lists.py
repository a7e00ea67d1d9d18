"""Short lists to choose from by typing: currencies, languages, web sites, campaigns."""

from collections.abc import Callable, Iterable

from babel.core import UnknownLocaleError
from babel.numbers import get_currency_name
from django.conf import settings
from django.utils.translation import get_language, get_language_info, gettext, to_locale

from crosssell.models import RuleCondition
from crosssell.oscar.known_values import currencies

# Offered where no rule names a site or a campaign yet: what most shops' visitors come through.
SITES = (
    "bing.com", "duckduckgo.com", "facebook.com", "google.com", "instagram.com", "linkedin.com",
    "pinterest.com", "reddit.com", "tiktok.com", "x.com", "yahoo.com", "youtube.com",
)  # fmt: skip
CAMPAIGNS = {
    "source": ("bing", "facebook", "google", "instagram", "newsletter", "pinterest", "tiktok"),
    "medium": ("affiliate", "cpc", "display", "email", "organic", "referral", "sms", "social"),
}
MOST_ROWS = 1_000


def currency_list() -> list[tuple[str, str]]:
    """The codes of the shop's currencies with their names."""
    return [(code, currency_name(code)) for code in currencies()]


def currency_name(code: str) -> str:
    """Such as "EUR · Euro"; of a code that nobody knows, the code."""
    try:
        name = get_currency_name(code, locale=to_locale(get_language() or "en"))
    except (UnknownLocaleError, ValueError):
        name = get_currency_name(code, locale="en")
    return code if name == code else f"{code} · {name}"


def currency_code(typed: str) -> str:
    """The code as it is stored."""
    return typed.strip().upper()


def language_list() -> list[tuple[str, str]]:
    """The languages of the shop; before "en-gb" and "en-us" stands "en", which means both."""
    found: dict[str, str] = {}
    own = {code.lower(): gettext(name) for code, name in settings.LANGUAGES}
    for code, name in own.items():
        base = code.partition("-")[0]
        if base not in own:
            found.setdefault(base, _any(base))
        found[code] = f"{name} ({code})"
    return list(found.items())


def language_code(typed: str) -> str:
    """The code as it is stored: en_GB is en-gb."""
    return typed.strip().lower().replace("_", "-")


def site_list() -> list[tuple[str, str]]:
    """The web sites that rules name already, then the usual ones."""
    return _used("referrer", "hosts", SITES)


def campaign_list(part: str) -> Callable[[], list[tuple[str, str]]]:
    """What rules say already for one part of a campaign ("source", ...), then what is usual."""
    return lambda: _used("campaign", part, CAMPAIGNS.get(part, ()))


def _any(base: str) -> str:
    try:
        name = get_language_info(base)["name_translated"]
    except KeyError:
        name = base
    return gettext("%(language)s of any kind (%(code)s)") % {"language": name, "code": base}


def _used(code: str, arg: str, usual: Iterable[str]) -> list[tuple[str, str]]:
    used: set[str] = set()
    rows = RuleCondition.objects.filter(code=code).order_by("-pk")
    for args in rows.values_list("args", flat=True)[:MOST_ROWS]:
        stored = args.get(arg) if isinstance(args, dict) else None
        several = stored if isinstance(stored, list) else [stored]
        used.update(text.strip() for text in several if isinstance(text, str))
    return [(text, text) for text in dict.fromkeys((*sorted(used - {""}), *usual))]
