"""The shape of the API's answers; the schema is made from it."""

from rest_framework import serializers


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


class RecommendedSerializer(ProductSerializer):
    """A recommended product and why."""

    rank = serializers.IntegerField()
    reason = serializers.CharField(allow_blank=True)
    evidence = EvidenceSerializer(allow_null=True)


class WidgetSerializer(serializers.Serializer):
    """A placement as it would be rendered."""

    placement = serializers.IntegerField(help_text="Id of the placement")
    widget = serializers.CharField(help_text="Kind of widget, for example products")
    title = serializers.CharField(allow_blank=True)
    layout = serializers.ChoiceField(choices=["grid", "list", "carousel", "compact"])
    main = ProductSerializer(allow_null=True, help_text="The page's product, where it is shown too")
    products = RecommendedSerializer(many=True)


class SlotSerializer(serializers.Serializer):
    """What a slot would show, in its order."""

    slot = serializers.CharField()
    widgets = WidgetSerializer(many=True)


class ErrorSerializer(serializers.Serializer):
    """What was wrong."""

    detail = serializers.CharField()
