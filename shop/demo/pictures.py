def draw(products): return {}
def warm(): pass
