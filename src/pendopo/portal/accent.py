"""One hue in, a government's accent out: lightness and chroma are fixed, so any hue can be read.

The recipe: in OKLCH, accent 0.40/0.115, roof 0.30/0.09, tint 0.95/0.02; in the dark, accent
0.82/0.09, roof and tint 0.27/0.045; linework 0.53/0.08 and 0.47/0.07. Chroma is reduced to fit
sRGB. Written as hex, which old phones read.
"""

import math
from functools import lru_cache

_LIGHT = {
    "--accent": (0.40, 0.115),
    "--accent-deep": (0.30, 0.09),
    "--accent-line": (0.53, 0.08),
    "--accent-tint": (0.95, 0.02),
}
HUES = 360
_DARK = {
    "--accent": (0.82, 0.09),
    "--accent-deep": (0.27, 0.045),
    "--accent-line": (0.47, 0.07),
    "--accent-tint": (0.27, 0.045),
}
# Readers who chose their own colours keep them: see tokens.css.
_FORCED = "--accent:LinkText;--accent-deep:Canvas;--accent-line:CanvasText;--accent-tint:Canvas"
_NEAR = 1e-6
# sRGB is linear near black: IEC 61966-2-1, and WCAG 2.2 reads it back.
_BENT_FROM, _BENT_FROM_BACK = 0.0031308, 0.04045
_STEPS = 24  # halvings of the chroma: finer than a hex digit


@lru_cache(maxsize=360)
def stylesheet(hue: int) -> str:
    """Give the style sheet that sets one government's accent.

    :param hue: 0 to 359, an angle in OKLCH
    """
    light = _rule(_LIGHT, hue)
    dark = _rule(_DARK, hue)
    return (
        f"@layer tokens{{@media not print{{:root{{{light}}}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
        f"@media (forced-colors:active){{:root{{{_FORCED}}}}}}}\n"
    )


def hexadecimal(lightness: float, chroma: float, hue: float) -> str:
    """Give an OKLCH colour as ``#rrggbb``, its chroma reduced until sRGB holds it.

    Source: Björn Ottosson, "A perceptual color space for image processing" (2020).
    """
    low, high = 0.0, chroma
    if _inside(_linear(lightness, chroma, hue)):
        low = chroma
    else:
        for _ in range(_STEPS):
            middle = (low + high) / 2
            if _inside(_linear(lightness, middle, hue)):
                low = middle
            else:
                high = middle
    return "#" + "".join(f"{_byte(part):02x}" for part in _linear(lightness, low, hue))


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two ``#rrggbb`` colours: WCAG 2.2, relative luminance."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _rule(values: dict[str, tuple[float, float]], hue: int) -> str:
    return ";".join(f"{name}:{hexadecimal(*value, hue)}" for name, value in values.items())


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """OKLCH to linear sRGB, which may lie outside 0 to 1."""
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _inside(parts: tuple[float, float, float]) -> bool:
    return all(-_NEAR <= part <= 1 + _NEAR for part in parts)


def _byte(part: float) -> int:
    part = min(max(part, 0.0), 1.0)
    curved = 12.92 * part if part <= _BENT_FROM else 1.055 * part ** (1 / 2.4) - 0.055
    return round(curved * 255)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        p / 12.92 if p <= _BENT_FROM_BACK else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
