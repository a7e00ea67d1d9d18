NAMES=("order",)
