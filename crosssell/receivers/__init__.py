"""Signals in, Oscar's and Django's, one file for what each is about; nothing raises out.

Every file in here connects its own receivers when it is imported, which ``apps`` does at start.
"""

from importlib import import_module
from pkgutil import iter_modules

for module in iter_modules(__path__):
    import_module(f"{__name__}.{module.name}")
