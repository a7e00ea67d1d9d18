"""One person's walk through the whole shop, with values that are found wherever they are kept.

He looks, searches, follows tokens, fills a basket, orders as a guest, signs in with a full basket
and orders as a customer.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell import buffer, tasks, tokens
from crosssell.analytics.rollup import roll_up
from crosssell.models import Bundle, Placement
from tests import shopdata
from tests.integration.privacy_person import (
    BASKETS,
    EMAIL,
    GUEST,
    HEADERS,
    IP,
    ORDERS,
    PERSON,
    REFERRER,
    USER_ID,
    WORDS,
)

SECRET = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
PLACEMENT = re.compile(r'data-crosssell-placement="(\d+)"')
TOKEN = re.compile(r'data-crosssell-token="([^"]+)"')
ANY_TOKEN = re.compile(r"[\w.-]+~[\w-]{16}")
LINK = re.compile(r'href="([^"]*\?crosssell=[^"]+)"')
ADD = re.compile(r'formaction="(/basket/add/[^"]+)"')
SET = re.compile(
    r'action="(/crosssell/bundles/[^"]+/add/)".*?name="crosssell" value="([^"]+)"', re.S
)


@dataclass
class Walk:
    """What came of it.

    ``pages`` by name, ``cookies`` with the step that first set each, ``secrets``: what the cookies
    hold by which the browser is known again, and the orders.
    """

    client: Client
    pages: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)
    orders: list[Any] = field(default_factory=list)

    def note(self, where: str) -> None:
        """Remember the cookies of the last answer."""
        for name, one in self.client.cookies.items():
            if one.value:
                self.cookies.setdefault(name, where)
                if name in SECRET:
                    self.secrets.add(one.value)

    def get(self, page: str, url: str, **headers: str) -> str:
        response = self.client.get(url, headers=headers)
        assert response.status_code == 200, f"{page}: {response.status_code}"
        self.note(page)
        self.pages[page] = response.content.decode()
        return self.pages[page]

    def post(self, what: str, url: str, data: Any, status: int = 302, **more: Any) -> None:
        response = self.client.post(url, data, **more)
        assert response.status_code == status, f"{what}: {response.status_code}"
        self.note(what)

    def shown(self) -> dict[str, set[str]]:
        """By page the slots that show something."""
        slots = {str(pk): slot for pk, slot in Placement.objects.values_list("pk", "slot")}
        found = {name: PLACEMENT.findall(html) for name, html in self.pages.items()}
        return {name: {slots[pk] for pk in keys} for name, keys in found.items() if keys}

    def tokens(self) -> set[str]:
        """All tokens of all pages."""
        found = {one for html in self.pages.values() for one in ANY_TOKEN.findall(html)}
        return {one for one in found if tokens.shown_of(one) is not None}


def walk(products: Any, **headers: str) -> Walk:
    """The whole walk; ``headers`` go with every request. ``products``: tea, cup, pot."""
    tea, cup, _pot = products
    shopdata.make_country()
    names = {name: PERSON[name] for name in ("first_name", "last_name")}
    user = shopdata.make_user(EMAIL, id=USER_ID, **names)
    _far_apart()
    done = Walk(Client(headers={**HEADERS, **headers}, REMOTE_ADDR=IP))
    _look(done, tea)
    _fill(done, "tea", tea)
    _as_guest(done)
    _order(done)
    done.get("cup", cup.get_absolute_url())
    done.get("tea again", tea.get_absolute_url())
    _fill(done, "tea again", tea)
    _sign_in(done, user)
    _order(done)
    done.get("account", reverse("customer:profile-view"))
    buffer.flush()
    return done


def count() -> None:
    """All that is counted and learned, by what the schedule starts."""
    assert roll_up(timezone.now()).failed == ()
    tasks.refresh()
    tasks.sweep()
    tasks.prune()


def _far_apart() -> None:
    """What is made from now on has ids beyond these."""
    get_model("basket", "Basket").objects.create(id=BASKETS, status="Saved")
    get_model("order", "Order").objects.create(
        id=ORDERS, number="0", total_incl_tax=0, total_excl_tax=0, status="Cancelled"
    )


def _look(done: Walk, tea: Any) -> None:
    done.get("home", "/?utm_source=qvx-mail", referer=f"https://{REFERRER}/?q={WORDS}")
    done.get("search", f"{reverse('search:search')}?q={WORDS}")
    html = done.get("tea", tea.get_absolute_url())
    done.get("api", f"/crosssell/api/slots/product.below_description/?product={tea.pk}")
    for kind in ("viewable", "click"):
        call = {"kind": kind, "tokens": TOKEN.findall(html)[:10]}
        done.post("seen", reverse("crosssell:seen"), call, 204, content_type="application/json")


def _fill(done: Walk, page: str, tea: Any) -> None:
    """From a page by a link, by a tile, and by a bundle, with the tokens that they carry."""
    html = done.pages[page]
    for url in LINK.findall(html)[:1]:
        done.get("landing", unescape(url))
    buttons = [unescape(url) for url in ADD.findall(html)]
    done.post(
        "add", buttons[0] if buttons else reverse("basket:add", args=[tea.pk]), {"quantity": 2}
    )
    for bundle in Bundle.objects.all():
        marked = dict(SET.findall(html))
        [url] = marked or [reverse("crosssell:add_bundle", args=[bundle.slug])]
        done.post("add bundle", url, {"place": "1", tokens.FIELD: marked.get(url, "")})
        done.get("bundle", reverse("crosssell:bundle", args=[bundle.slug]))
    done.get("basket", reverse("basket:summary"))


def _as_guest(done: Walk) -> None:
    gateway = reverse("checkout:index")
    done.get("gateway", gateway)
    done.post("guest", gateway, {"username": GUEST, "options": "anonymous", "password": ""})


def _sign_in(done: Walk, user: Any) -> None:
    done.post(
        "sign in",
        reverse("customer:login"),
        {
            "login-username": EMAIL,
            "login-password": shopdata.PASSWORD,
            "login-redirect_url": "",
            "login_submit": "Log In",
        },
    )
    done.get("merged basket", reverse("basket:summary"))
    assert done.client.session["_auth_user_id"] == str(user.pk)


def _order(done: Walk) -> None:
    done.get("address", reverse("checkout:shipping-address"))
    done.post("address", reverse("checkout:shipping-address"), PERSON)
    methods = done.get("methods", reverse("checkout:shipping-method"))
    code = methods.split('name="method_code" value="')[1].split('"')[0]
    done.post("method", reverse("checkout:shipping-method"), {"method_code": code})
    done.get("payment", reverse("checkout:payment-details"))
    done.get("preview", reverse("checkout:preview"))
    done.post("order", reverse("checkout:preview"), {"action": "place_order"})
    done.get("thank you", reverse("checkout:thank-you"))
    done.orders.append(get_model("order", "Order").objects.latest("pk"))
