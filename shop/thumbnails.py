"""Pictures that stay sharp on screens with two device pixels to a CSS pixel."""

from typing import Any

from oscar.core.thumbnails import SorlThumbnail


class SharpThumbnail(SorlThumbnail):
    """Makes every thumbnail twice as large as the templates ask; the theme sets their size."""

    def generate_thumbnail(self, source: Any, **opts: Any) -> Any:
        """Return the thumbnail of a picture; `size` is "WIDTHxHEIGHT", either may be missing."""
        opts["size"] = "x".join(side and str(2 * int(side)) for side in opts["size"].split("x"))
        return super().generate_thumbnail(source, **opts)
