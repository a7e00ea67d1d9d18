"""Invented brand names, one for each maker; the source is anonymised and knows makers by number.

Any likeness to a real brand is chance. The same maker has the same name on every machine.
"""

HOUSE = "Journey Market"

_FIRST = (
    "Bramble", "Tansy", "Lovage", "Fennimore", "Quill", "Wrenfield", "Sorrel", "Pippin", "Hollis",
    "Marlow", "Juniper", "Odell", "Thistle", "Larkin", "Cobble", "Briar", "Elder", "Saffrey",
    "Willow", "Hazel", "Plover", "Rowan", "Teasel", "Barley", "Clover", "Dunmore", "Ember",
    "Fallow", "Garnet", "Heron", "Indigo", "Jasper", "Kestrel", "Linden", "Merrin", "Nettle",
    "Orrin", "Poppy", "Quince", "Rosalie", "Sable", "Tillow", "Umber", "Vesper", "Whistle",
    "Yarrow", "Alder", "Bellamy", "Corbel", "Damson", "Everly", "Finch", "Greta", "Harrow",
    "Isolde", "Jorvik", "Kindle", "Lantern", "Mabel", "Nimbus", "Otter", "Pebble", "Quarry",
    "Ridley", "Sedge", "Tamsin", "Ursel", "Vireo", "Winnow", "Amble", "Beckett", "Cinder",
    "Dapple", "Eaves", "Fable", "Gable", "Hearth", "Ivory", "Kettle", "Lumen",
)  # fmt: skip
_SECOND = (
    "Yard", "Larder", "& Daughters", "Row", "Pantry", "Mill", "Bros.", "Corner", "House", "Field",
    "Lane", "Kitchen", "Creek", "& Co.", "Grove", "Bay", "Hill", "Ridge", "Brook", "Farmstead",
    "Meadow", "Cottage", "Point", "Orchard", "Harbor", "Square", "Gate", "Ford", "Bend", "Dale",
    "Works", "Spring", "Table", "Barn", "Trail", "Forge", "Acre", "Landing", "Quay", "Crossing",
    "& Sons", "Provisions", "Garden", "Cellar", "Market", "Terrace", "Wharf", "Pasture", "Glen",
    "Station", "Hollow", "Bridge", "Common", "Plain", "Court", "Prairie", "Heath", "Cove", "Lodge",
    "Parlor", "Bakehouse", "Trading", "Stores", "Estate", "Supply", "Stand", "Shed", "Depot",
    "Vale", "Croft", "Moor", "Well", "Haven", "Range", "Park", "Rise", "Cabin", "Fork", "Shore",
    "Knoll", "Green", "Patch", "Basket", "Spoon", "Plate", "Press", "Loft", "Cart", "Chest",
)  # fmt: skip
# No common divisor with the number of names: neighbours get unlike names and none comes twice.
_STEP = 1_117


def brand(maker: int, own: bool) -> str:
    """The brand of a maker's number: the shop's own label, or an invented name of two words."""
    if own:
        return HOUSE
    place = maker * _STEP % (len(_FIRST) * len(_SECOND))
    return f"{_FIRST[place % len(_FIRST)]} {_SECOND[place // len(_FIRST)]}"
