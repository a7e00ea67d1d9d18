"""Which amounts can be compared."""


def is_in(currency: str, wanted: str, own: str) -> bool:
    """Whether a currency (ISO code) is the wanted one; the shop's own where none is named."""
    return currency.upper() == (wanted.strip().upper() or own.upper())
