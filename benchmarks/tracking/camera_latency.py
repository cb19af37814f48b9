"""How well the delay from a screen to the program is measured where it is known: by a simulated camera.

    python -m benchmarks camera_latency

Milliseconds. The delay is counted from the middle of a picture's exposure to its arrival; the median and the
95th percentile from a flash to the first picture that shows it are compared with those of the same flashes.
"""

from __future__ import annotations

from dataclasses import replace

import click
import numpy as np

from gesture2midi.capture.camera_latency import gaps, measure, small
from gesture2midi.cli.tables import print_table
from gesture2midi.performer.flashing_screen import ScreenCamera

PLAIN = ScreenCamera(0.0, size=(160, 120), noise=6.0, automatic=True)
CAMERAS = {
    "30 a second": PLAIN,
    "60 a second": replace(PLAIN, fps=60.0),
    "30, exposed all the time, dim (noise 12)": replace(PLAIN, exposure=0.033, noise=12.0),
    "30, unsteady by 4 ms, a tenth lost": replace(PLAIN, unsteady=0.004, dropped=0.1),
    "asked for 30, gives 15": replace(PLAIN, fps=15.0, exposure=0.03),
    "30, the screen is 6 % of the width": replace(PLAIN, box=(0.8, 0.8, 0.86, 0.86)),
}
DELAYS = (0.03, 0.06, 0.12, 0.25)


@click.command()
@click.option("--seeds", default=5, show_default=True, help="Experiments a delay; each flashes otherwise.")
def main(seeds: int) -> None:
    """Print the worst errors of each camera, over all delays and seeds."""
    rows = []
    for name, camera in CAMERAS.items():
        errors, claimed = [], []
        for number, delay in enumerate(DELAYS * seeds):
            found, error = _error(replace(camera, delay=delay, seed=number, phase=number * 0.0037), number)
            errors.append(np.abs(error) * 1000)
            claimed.append(found * 1000)
        worst, usual = np.max(errors, axis=0), np.sqrt(np.mean(np.square(errors), axis=0))
        figures = [f"{u:.1f} / {w:.1f}" for u, w in zip(usual, worst, strict=True)]
        rows.append((name, figures[0], f"{np.mean(claimed):.1f}", *figures[1:]))
    print_table(("camera", "delay: RMS / worst", "± that is shown", "median", "p95"), rows)


def _error(camera: ScreenCamera, seed: int) -> tuple[float, tuple[float, float, float]]:
    """The error that is claimed, and what the delay, the median and the 95th percentile are off."""
    flips = np.cumsum(gaps(seed)) + 1
    film = list(camera.film(flips, flips[-1] + 1.5))
    arrivals = np.array([at for at, _ in film])
    found = measure(flips, arrivals, [small(picture) for _, picture in film], 0.0)
    truth = arrivals[np.searchsorted(arrivals - camera.delay, flips)] - flips
    return found.error, (
        found.lag - camera.delay,
        found.median - float(np.median(truth)),
        found.p95 - float(np.percentile(truth, 95)),
    )


if __name__ == "__main__":
    main()
