NAMES = ("order",)
