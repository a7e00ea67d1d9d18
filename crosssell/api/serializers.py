"""The shape of the API's answers; the schema is made from it."""

from rest_framework import serializers

from crosssell.api.amount_field import amount
from crosssell.api.threshold_serializers import ThresholdSerializer
from crosssell.api.token_field import token


class ImageSerializer(serializers.Serializer):
    """A picture, with its size in pixels."""

    url = serializers.CharField()
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    alt = serializers.CharField(allow_blank=True)


class EvidenceSerializer(serializers.Serializer):
    """How often the two were bought together."""

    together = serializers.IntegerField(help_text="Orders that hold both products")
    orders = serializers.IntegerField(help_text="Orders that hold the main product")
    percent = serializers.IntegerField(
        allow_null=True,
        help_text="At least so many percent of its orders (95 % sure); null for too few orders",
    )


class ChoiceSerializer(serializers.Serializer):
    """A variant that can be bought."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    price = serializers.DecimalField(max_digits=None, decimal_places=None)


class ProductSerializer(serializers.Serializer):
    """A product as this visitor sees it."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    url = serializers.CharField(help_text="Path of its page in the shop")
    image = ImageSerializer(allow_null=True)
    price = serializers.DecimalField(
        max_digits=None, decimal_places=None, allow_null=True, help_text="With tax where known"
    )
    price_from = serializers.BooleanField(help_text="Whether variants cost more than this")
    currency = serializers.CharField(help_text="ISO 4217")
    choices = ChoiceSerializer(many=True)


class TokenedSerializer(ProductSerializer):
    """A product with the token that says where it was shown."""

    token = token()


class RecommendedSerializer(TokenedSerializer):
    """A recommended product and why."""

    rank = serializers.IntegerField()
    reason = serializers.CharField(allow_blank=True)
    evidence = EvidenceSerializer(allow_null=True)


class BundlePartSerializer(serializers.Serializer):
    """A part of a bundle, and what may fill it."""

    field = serializers.CharField(help_text="The field that names its products to add_url")
    quantity = serializers.IntegerField()
    product = ProductSerializer(help_text="The product whose picture stands for the part")
    chosen = serializers.ListField(
        child=serializers.IntegerField(), help_text="The product of each piece as proposed"
    )
    options = ChoiceSerializer(many=True)


class BundleSerializer(serializers.Serializer):
    """A bundle with its parts filled; amounts are what checkout would make of it."""

    id = serializers.IntegerField()
    token = token()
    name = serializers.CharField()
    url = serializers.CharField(help_text="Path of its page in the shop")
    add_url = serializers.CharField(help_text="Path that adds it: POST the fields of its parts")
    currency = serializers.CharField(help_text="ISO 4217")
    price_before = amount("What its products cost one by one")
    price = amount("What they cost together")
    saved = amount()
    notes = serializers.ListField(child=serializers.CharField(), help_text="Its limits, in words")
    parts = BundlePartSerializer(many=True)


class CompletingSerializer(serializers.Serializer):
    """What completes a bundle of the basket, and what the basket then saves."""

    bundle = serializers.CharField(help_text="Name of the bundle")
    token = token()
    url = serializers.CharField(help_text="Path of the bundle's page")
    product = ProductSerializer(help_text="The product whose picture is shown")
    add = serializers.IntegerField(help_text="Id of what is to be added: a variant, if it has any")
    title = serializers.CharField()
    quantity = serializers.IntegerField()
    price = amount("Of all its pieces")
    saved = amount()
    currency = serializers.CharField(help_text="ISO 4217")


class CompletedSerializer(serializers.Serializer):
    """A bundle that the basket has, or an order had."""

    name = serializers.CharField()
    url = serializers.CharField(allow_blank=True)
    sets = serializers.IntegerField()
    saved = amount()
    currency = serializers.CharField(help_text="ISO 4217")
    titles = serializers.ListField(child=serializers.CharField(), help_text="Lines that it is of")


class PairSerializer(serializers.Serializer):
    """Two products that bring the basket to the next tier together."""

    products = TokenedSerializer(many=True)
    add = serializers.ListField(
        child=serializers.IntegerField(), help_text="Ids of what is to be added, variants too"
    )
    adds = amount("What the basket counts more with both in it")
    currency = serializers.CharField(help_text="ISO 4217")
    reason = serializers.CharField(help_text="In words, for the shopper")


class WidgetSerializer(serializers.Serializer):
    """A placement as it would be rendered."""

    placement = serializers.IntegerField(help_text="Id of the placement")
    widget = serializers.CharField(help_text="Kind of widget, for example products")
    title = serializers.CharField(allow_blank=True)
    layout = serializers.ChoiceField(choices=["grid", "list", "carousel", "compact"])
    main = ProductSerializer(allow_null=True, help_text="The page's product, where it is shown too")
    products = RecommendedSerializer(many=True)
    pairs = PairSerializer(many=True, help_text="Of the widget gap_filler: two go together")
    bundles = BundleSerializer(many=True, help_text="Of the widget bundle, on pages of products")
    completing = CompletingSerializer(many=True, help_text="Of the widget bundle, in the basket")
    completed = CompletedSerializer(many=True, help_text="Of the widget bundle, in the basket")
    bar = ThresholdSerializer(allow_null=True, help_text="Of the widget threshold")


class SlotSerializer(serializers.Serializer):
    """What a slot would show, in its order."""

    slot = serializers.CharField()
    widgets = WidgetSerializer(many=True)


class ErrorSerializer(serializers.Serializer):
    """What was wrong."""

    detail = serializers.CharField()
