"""Somebody whose name, addresses and browser are like no other text, his ids like no number."""

from tests.integration.storefront import ADDRESS
from tests.visitor import AGENT

# Cookies of Oscar and Django, and the step of the walk that sets each.
USUAL = {
    "csrftoken": "home",
    "oscar_history": "tea",
    "oscar_open_basket": "add",
    "messages": "add",
    "sessionid": "gateway",
}
# Ids that no other number of a table is.
USER_ID, BASKETS, ORDERS = 771_177_117_711, 881_188_118_800, 991_199_119_900
IP = "203.0.113.77"
WORDS = "quixovant"
EMAIL, GUEST = "zebulonqa@qvx-mail.example", "guestqa@qvx-mail.example"
PERSON = {
    **ADDRESS,
    "first_name": "Zebulonqa",
    "last_name": "Quorvaxx",
    "line1": "77 Xanthelasma Lane",
    "line4": "Qvxville",
    "postcode": "77077-7077",
    "phone_number": "+12175550177",
}
AGENT_WORD, REFERRER = "Qzxagent", "qvx-referrer.example"
FORWARDED = "198.51.100.177"
HEADERS = {
    "user-agent": f"{AGENT} {AGENT_WORD}/77.7",
    "x-forwarded-for": FORWARDED,
    "accept-language": "en-QV",
}
