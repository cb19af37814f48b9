"""The page that tells whether all is ready to play, what to do where it is not, and where all is chosen."""

from __future__ import annotations

from nicegui import ui

from gesture2midi import paths
from gesture2midi.session import checks, sources
from gesture2midi.session.checks import Finding
from gesture2midi.studio.components.device_cards import DeviceCards
from gesture2midi.studio.components.loopback_steps import LoopbackSteps
from gesture2midi.studio.components.page_frame import Shell, button, heading, sign_out
from gesture2midi.studio.components.sound_path import SoundPath
from gesture2midi.studio.services.health import GONE
from gesture2midi.studio.services.hub import Hub

_LOOK = 1.0
"""Seconds between two looks."""


class SetupPage:
    """One browser's Set-up page."""

    def __init__(self, shell: Shell, token: str) -> None:
        self._hub, self._words = shell.hub, shell.words
        self._shown: list[Finding] = []
        words = self._words
        with ui.element("div").classes("setup"):
            with ui.element("section").classes("card"):
                heading(words("setup.checkup"))
                self._findings = ui.element("div").props("role=list")
                ui.label(words("setup.terminal")).classes("muted small")
            LoopbackSteps(shell)
            self._devices = DeviceCards(shell, token)
            with ui.element("section").classes("card"):
                heading(words("setup.files"))
                with ui.element("div"):
                    self._fact(words("setup.folder"), str(paths.own_mappings().parent))
                    self._fact(words("setup.soundfonts"), str(paths.own_soundfonts()))
            with ui.element("section").classes("card"):
                heading(words("setup.facts"))
                with ui.element("div"):
                    self._source = self._fact(words("setup.source"), "")
                    self._outputs = self._fact(words("setup.outputs"), "")
                    self._latency = self._fact(words("setup.latency"), "")
                self._sound_path = SoundPath(words)
                with ui.element("div").classes("row narrow"):  # the header has them where there is room
                    button(words("shell.light"), shell.theme.turn, text=words("shell.light"))
                    if shell.locked:
                        button(words("shell.sign_out"), sign_out, text=words("shell.sign_out"))
        self._look()
        ui.timer(_LOOK, self._look)

    def _fact(self, name: str, value: str) -> ui.label:
        with ui.element("div").classes("fact"):
            ui.label(name).classes("muted")
            return ui.label(value)

    def _look(self) -> None:
        words = self._words
        self._devices.look()
        self._source.text = self._hub.source
        self._outputs.text = ", ".join(self._hub.outputs) or words("setup.nothing")
        rows = self._hub.commands.session.meter.rows()
        if rows:
            usual, slow = f"{rows[-1].p50:.0f}", f"{rows[-1].p99:.0f}"
            self._latency.text = words("setup.latency_row", usual=usual, slow=slow)
            self._sound_path.show(self._hub.commands.session.meter.sound_path())
        findings = _findings(self._hub)
        if findings == self._shown:
            return
        self._shown = findings
        self._findings.clear()
        with self._findings:
            for finding in findings:
                with ui.element("div").classes("finding").props("role=listitem"):
                    lamp = ui.element("div").classes(f"lamp {'fine' if finding.good else 'stopped'}")
                    lamp.props("role=img")
                    lamp.props["aria-label"] = words("setup.good" if finding.good else "setup.bad")
                    ui.label(words(f"checkup.{finding.what}")).classes("what")
                    ui.label(words(f"checkup.{finding.said}", **finding.values))
                    if finding.advice:
                        ui.label(words(f"checkup.{finding.advice}")).classes("advice small")


def _findings(hub: Hub) -> list[Finding]:
    """Returns how the set is doing, thing by thing."""
    meter, view = hub.commands.session.meter, hub.view
    gone = view is None or hub.waiting() > GONE
    camera = sources.is_camera(hub.devices.playing.source)
    found = [checks.pictures(0.0 if gone else meter.rate, hub.asked, camera=camera)]
    if view is not None and not gone and hub.pictured:
        found += [checks.light(checks.brightness(view.frame.image))] * camera
        found += [checks.tracking(meter.tracking, hub.asked)]
    others = [name for name in hub.outputs if name not in (*hub.ports, "synth")]
    found.append(checks.port(", ".join(hub.ports) or None, others))
    found.append(checks.synth(None if hub.synth is None else hub.synth.driver))
    return found
