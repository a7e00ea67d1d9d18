"""The Django app: discovers plugins, connects receivers."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

FOLDERS = ("conditions", "filters", "boosts", "rewards", "strategies", "widgets")


class CrosssellConfig(AppConfig):
    """Registers every plugin of our folders and of ``CROSSSELL["PLUGINS"]``."""

    name = "crosssell"
    label = "crosssell"
    verbose_name = _("Cross-sell")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load plugins, then system checks and receivers (each registers itself on import)."""
        from crosssell import conf

        for folder in FOLDERS:
            package = import_module(f"crosssell.{folder}")
            for module in iter_modules(package.__path__):
                import_module(f"{package.__name__}.{module.name}")
        for name in conf.settings().plugins:
            import_module(name)
        for name in ("checks", "receivers"):
            import_module(f"crosssell.{name}")
