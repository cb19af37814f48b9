"""The page that measures the delay from the camera to the code: it flashes, and the camera looks."""

from __future__ import annotations

import json
import math
import time
from secrets import randbits

import numpy as np
from nicegui import events, run, ui

from gesture2midi.capture.camera_latency import FLIPS, CameraLatency, Experiment, RoundTrip, gaps
from gesture2midi.errors import PlayerError
from gesture2midi.session.session import Moment
from gesture2midi.studio.components.page_frame import Shell, button, heading, mark

_LOOK = 0.1
"""Seconds between two looks at how far it is."""
_PATIENCE = 8.0
"""Seconds in which nothing comes from the page, or in the end no picture, and then it is over."""
_BARS = 30

# Asks for our time, flashes with these gaps (never shorter ones, however busy it is), and asks again. A flip
# is told with the time of the *next* drawing: what was changed in one is then on its way to the screen, and
# no browser tells when it has arrived there.
_FLASH = """
(async (square, gaps, clock, run) => {
  window.flashing = run;
  const now = () => performance.now() / 1000;
  const ask = async () => {
    for (let i = 0; i < 12; i++) {
      const asked = now(), answer = await fetch(clock, {cache: 'no-store'}), answered = now();
      emitEvent('latency-trip', [asked, Number(await answer.text()), answered]);
    }
  };
  await ask();
  let next = 0, flipped = false, due = now() + gaps[0];
  const draw = (stamp) => {
    const t = stamp / 1000;
    if (window.flashing !== run) return square.classList.remove('lit');
    if (flipped) emitEvent('latency-flip', t);
    flipped = next < gaps.length && t >= due;
    if (flipped) {
      square.classList.toggle('lit', next %% 2 === 0);
      due = t + gaps[++next];
    }
    if (flipped || next < gaps.length) requestAnimationFrame(draw);
    else ask().then(() => { square.classList.remove('lit'); emitEvent('latency-end'); });
  };
  requestAnimationFrame(draw);
})(getHtmlElement(%d), %s, %s, %d)
"""


class LatencyPage:
    """One browser's Camera latency page."""

    def __init__(self, shell: Shell, token: str) -> None:
        self._shell, self._hub, self._words = shell, shell.hub, shell.words
        self._token = token
        self._experiment: Experiment | None = None
        self._flips = 0
        self._ended = False
        self._heard = self._pictured = 0.0
        self._runs = 0
        words = self._words
        with ui.element("div").classes("latency"):
            with ui.element("section").classes("card"):
                heading(words("shell.latency"))
                ui.label(words("latency.about")).classes("muted small")
                ui.label(words("latency.flashes")).classes("muted small")
                with ui.element("div").classes("row"):
                    self._begin_button = button(
                        words("latency.begin_help"), self._begin, text=words("latency.begin"), kind="main"
                    )
                    self._stop_button = button(words("latency.stop"), self._stop, text=words("latency.stop"))
                with ui.element("div").classes("track").props("role=progressbar") as self._bar:
                    self._bar.props["aria-label"] = words("latency.progress")
                    self._fill = ui.element("div").style("--middle: 0; --value: 0")
                self._result = ui.element("div").classes("meters").props("role=status")
            self._square = ui.element("div").classes("flash").props("role=img")
            self._square.props["aria-label"] = words("latency.square")
        self._stop_button.visible = False
        if self._hub.camera_latency is not None:
            self._show(self._hub.camera_latency)
        ui.on("latency-trip", self._trip)
        ui.on("latency-flip", self._flip)
        ui.on("latency-end", self._end)
        ui.timer(_LOOK, self._look)
        ui.context.client.on_delete(self._leave)

    def _begin(self) -> None:
        self._stop()
        experiment = Experiment()
        if not self._shell.attempt(lambda: self._hub.commands.train(self._see)):
            return
        self._experiment, self._flips, self._ended, self._heard = experiment, 0, False, time.monotonic()
        self._result.clear()
        self._running(True)
        self._runs += 1
        flips = json.dumps(gaps(randbits(32)))
        clock = json.dumps(f"/clock?token={self._token}")
        ui.run_javascript(_FLASH % (self._square.id, flips, clock, self._runs))

    def _see(self, moment: Moment) -> None:
        """Take in a picture, on the set's thread."""
        experiment = self._experiment
        if experiment is not None and moment.frame is not None:
            experiment.picture(moment.frame.arrived, moment.frame.image)
            self._pictured = time.monotonic()

    def _stop(self) -> None:
        """End what runs; the page then flashes no more."""
        if self._experiment is not None:
            self._leave()
            self._running(False)
            ui.run_javascript("window.flashing = 0")

    def _leave(self) -> None:
        self._hub.commands.end_training(self._see)
        self._experiment = None

    def _running(self, on: bool) -> None:
        self._begin_button.visible, self._stop_button.visible = not on, on
        mark(self._square, "running", on)
        self._fill.style("--value: 0")

    def _trip(self, event: events.GenericEventArguments) -> None:
        if self._experiment is not None:
            asked, server, answered = map(float, event.args)
            self._experiment.trips.append(RoundTrip(asked, server, answered))
            self._heard = time.monotonic()

    def _flip(self, event: events.GenericEventArguments) -> None:
        if self._experiment is not None:
            self._experiment.flip(float(event.args))
            self._flips += 1
            self._heard = time.monotonic()

    def _end(self) -> None:
        self._ended = True
        self._heard = time.monotonic()

    async def _look(self) -> None:
        experiment = self._experiment
        if experiment is None:
            return
        self._fill.style(f"--value: {self._flips / FLIPS:.2f}")
        self._bar.props["aria-valuenow"] = round(100 * self._flips / FLIPS)
        now = time.monotonic()
        if not self._ended:
            if now - self._heard > _PATIENCE:
                self._stop()
                self._tell(self._words("latency.hidden"))
        elif now - max(self._heard, self._pictured) > _PATIENCE or experiment.seen_out:
            self._stop()
            await self._measure(experiment)

    async def _measure(self, experiment: Experiment) -> None:
        self._tell(self._words("latency.measuring"))
        try:
            latency = await run.io_bound(experiment.result)
        except PlayerError as error:
            self._tell(str(error))
            return
        if latency is not None:  # unless the program ends just now
            self._hub.keep(latency)
            self._show(latency)

    def _tell(self, text: str) -> None:
        self._result.clear()
        with self._result:
            ui.label(text)

    def _show(self, latency: CameraLatency) -> None:
        words, rows = self._words, self._hub.commands.session.meter.rows()
        median, p95 = _ms(latency.median), _ms(latency.p95)
        self._result.clear()
        with self._result:
            ui.label(words("latency.median", ms=median)).classes("title")
            ui.label(words("latency.most", ms=p95, seen=len(latency.delays), flips=latency.flips))
            _histogram(latency, words("latency.histogram", median=median, p95=p95))
            ui.label(
                words(
                    "latency.lag", ms=_ms(latency.lag), error=f"{1000 * (latency.error + latency.clock):.1f}"
                )
            )
            ui.label(words("latency.wait", ms=f"{500 / latency.rate:.0f}", rate=f"{latency.rate:.0f}"))
            if rows:
                ui.label(words("latency.whole", ms=f"{1000 * latency.median + rows[-1].p50:.0f}"))
            ui.label(words("latency.screen")).classes("muted small")


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.0f}"


def _histogram(latency: CameraLatency, said: str) -> None:
    """How often each delay was; the bar of the median is marked."""
    delays = 1000 * np.array(latency.delays)
    width = max(5, 5 * math.ceil((delays.max() - delays.min()) / 5 / _BARS))
    low, high = width * math.floor(delays.min() / width), width * (math.floor(delays.max() / width) + 1)
    counts, _ = np.histogram(delays, np.arange(low, high + width, width))
    middle = int((1000 * latency.median - low) // width)
    with ui.element("div").classes("histogram").props("role=img") as bars:
        bars.props["aria-label"] = said
        for number, count in enumerate(counts.tolist()):
            bar = ui.element("div").style(f"height: {max(1, 100 * count / counts.max()):.0f}%")
            mark(bar, "middle", number == middle)
    with ui.element("div").classes("axis muted small"):
        ui.label(f"{low} ms")
        ui.label(f"{high} ms")
