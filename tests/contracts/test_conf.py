"""The one setting: unknown keys and impossible values are refused with the mend."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from crosssell import conf


def test_defaults_hold_where_the_shop_says_nothing() -> None:
    with override_settings(CROSSSELL={}):
        assert conf.settings() == conf.Settings()


def test_keys_are_upper_case_and_lists_become_tuples() -> None:
    with override_settings(CROSSSELL={"ORDER_STATUSES": ["Complete"], "TOP_N": 10}):
        assert conf.settings().order_statuses == ("Complete",)
        assert conf.settings().top_n == 10


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"TOPN": 1}, "unknown key 'TOPN'"),
        ({"TOP_N": 0}, r"CROSSSELL\['TOP_N'\] is 0; it must be at least 1"),
        ({"MIN_BUYERS": True}, r"CROSSSELL\['MIN_BUYERS'\] is True"),
        ({"HALF_LIFE_DAYS": "long"}, "wrong type"),
        ({"BUFFER_URL": "localhost:6379"}, r"CROSSSELL\['BUFFER_URL'\] is 'localhost:6379'; write"),
        ({"HOLD_MINUTES": 0}, r"CROSSSELL\['HOLD_MINUTES'\] is 0; it must be at least 1"),
        ({"KEEP_VIEW_DAYS": 0}, r"CROSSSELL\['KEEP_VIEW_DAYS'\] is 0; it must be at least 1"),
        ({"KEEP_TOUCH_DAYS": 6}, r"is 6; it must be at least CROSSSELL\['ATTRIBUTION_DAYS'\], whi"),
    ],
)
def test_a_bad_setting_says_what_is_wrong(given: dict[str, object], message: str) -> None:
    with (
        override_settings(CROSSSELL=given),
        pytest.raises(ImproperlyConfigured, match=message),
    ):
        conf.settings()
