"""Where the demo shop delivers to: without one such country nobody can check out."""

from oscar.core.loading import get_model

Country = get_model("address", "Country")


def create() -> None:
    """Add the United States where the shop has no country at all."""
    if not Country.objects.exists():
        Country.objects.create(
            iso_3166_1_a2="US",
            iso_3166_1_a3="USA",
            iso_3166_1_numeric="840",
            name="United States of America",
            printable_name="United States",
            is_shipping_country=True,
        )
