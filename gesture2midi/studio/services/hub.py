"""What every page knows of the set, and can ask of it. The set's thread writes, the pages read."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from gesture2midi import paths
from gesture2midi.capture.camera_latency import CameraLatency
from gesture2midi.capture.pacing import Paced
from gesture2midi.capture.takes.reader import Take
from gesture2midi.display.view import Plan, View
from gesture2midi.engine import controls
from gesture2midi.engine import mapping as engine_mapping
from gesture2midi.engine.parts import Signals
from gesture2midi.errors import PlayerError
from gesture2midi.events import NoteOn
from gesture2midi.gestures.custom.files import Taught
from gesture2midi.gestures.profile import Profile
from gesture2midi.gestures.signals import Signal
from gesture2midi.io.midi.routing import OfPort
from gesture2midi.io.synth.output import Synth
from gesture2midi.mapping.load import load
from gesture2midi.music.general_midi import DRUM_CHANNEL
from gesture2midi.performer.score_hands import ScoreHands
from gesture2midi.session.commands import Commands
from gesture2midi.session.instrument import own_mapping
from gesture2midi.session.live import Stage
from gesture2midi.session.mapping_score import MappingScore
from gesture2midi.session.picture_age import age_of
from gesture2midi.session.session import Moment, Source
from gesture2midi.studio.services import take_library
from gesture2midi.studio.services.device_settings import Change, DeviceSettings, Taken
from gesture2midi.studio.services.exports import Exports
from gesture2midi.studio.services.favourites import Favourites
from gesture2midi.studio.services.hearing import Hearing
from gesture2midi.studio.services.lessons import Lessons, Measuring, Teaching
from gesture2midi.studio.services.looping_source import LoopingSource
from gesture2midi.studio.services.mapping_library import Library, save
from gesture2midi.studio.services.notices import Notices
from gesture2midi.studio.services.picture_stream import Pictures
from gesture2midi.studio.services.player_profile import PlayerProfile
from gesture2midi.studio.services.quick_in_set import QuickInSet
from gesture2midi.studio.services.quick_settings import QuickSettings
from gesture2midi.studio.services.steadiness import Steadiness
from gesture2midi.studio.services.synth_sound import SynthSound
from gesture2midi.studio.services.thumbnails import Thumbnails
from gesture2midi.studio.services.zone_edits import ZoneEdits

PREVIEW = 8.0
"""Seconds that the performer plays a mapping which a player wants to hear first."""
FLASH = 0.18
"""Seconds that a note is shown at the least; a drum sounds for less than the page's next look."""


class Hub:
    """Made beside a set that is ready to be run; looks at each of its moments.

    Args:
        stage: what the set is played with; its source is `looping`.
        devices: what of it can be chosen anew.
        notices: what the player is told.
    """

    def __init__(
        self,
        commands: Commands,
        stage: Stage,
        looping: LoopingSource,
        devices: DeviceSettings,
        notices: Notices,
    ) -> None:
        self.commands = commands
        self.looping = looping
        self.devices = devices
        self.exports = Exports(stage.profile)
        self.thumbnails = Thumbnails(stage.profile)
        self.measuring = Lessons[Measuring](commands)
        self.teaching = Lessons[Teaching](commands)
        self.notices = notices
        self.library = Library(lambda: commands.mappings.taught, stage.mappings)
        self.favourites = Favourites(paths.favourites())
        self.pictures = Pictures()
        self.view: View | None = None
        self.seen = 0.0
        self.pictured = False
        """Whether the last moment came with a picture, not with a take's hands alone."""
        self._recording: float | None = None
        self.camera_latency: CameraLatency | None = None
        """The delay of the camera, as it was measured last."""
        self.hearing = Hearing(lambda: commands.session.outputs.sinks)
        self._struck: dict[tuple[int, int], float] = {}
        self.sound = SynthSound(commands.session)
        settings = QuickSettings(paths.quick_settings(), notices.say)
        self.quick = QuickInSet(commands, self.library, settings)
        self.zones = ZoneEdits(commands, self.library, settings.lay, lambda: self.quick.laid.swapped)
        self.player = PlayerProfile(stage.profile, lambda: devices.playing.player, self._go_on_as)
        self.steadiness = Steadiness(lambda: commands.session.profile)
        commands.session.watchers += (self.look, self.steadiness.look)
        looping.begun = self._begun

    @property
    def source(self) -> str:
        """The name of what is under the takes."""
        return self.looping.name

    @property
    def asked(self) -> float:
        """Frames per second that it is to deliver."""
        return self.looping.fps

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of those that play."""
        return self.commands.session.outputs.names

    @property
    def ports(self) -> tuple[str, ...]:
        """The names of the MIDI ports among them."""
        ports = (sink for sink in self.commands.session.outputs.sinks if isinstance(sink, OfPort))
        return tuple(port.name for port in ports if not isinstance(port.sink, Synth))

    @property
    def synth(self) -> Synth | None:
        """The built-in one, if it plays."""
        return self.sound.synth

    @property
    def mapping(self) -> engine_mapping.Mapping:
        """The one that is played."""
        return self.commands.session.mapping

    @property
    def taught(self) -> tuple[Signal, ...]:
        """The signals of the player's own gestures."""
        return self.commands.mappings.taught

    def play_as(self, profile: Profile) -> None:
        """Go on as this player, in the set and in what is exported."""
        self.player.play_as(profile)

    def know(self, taught: Taught) -> None:
        """Go on with these gestures of the player's own.

        Raises:
            PlayerError: the mapping that is played names one that it can no longer have.
        """
        self.commands.mappings.know(taught)

    def look(self, moment: Moment) -> None:
        """Take in what a frame became; called on the set's thread, so it must be short."""
        self.seen = time.perf_counter()
        for item in moment.messages.items:
            if isinstance(item, NoteOn):
                self._struck[item.channel, item.note] = self.seen
        self.hearing.look(moment.messages.items)
        self.pictured = moment.frame is not None
        view = self.commands.snapshot.view(moment, self.commands.session)
        self.view = view
        self._recording = (self._recording or self.seen) if view.recording else None
        if self.pictures.watched:
            plan = Plan() if self.commands.training else self.plan
            self.pictures.show(replace(view, plan=plan))

    @property
    def plan(self) -> Plan:
        """Where the mapping sounds what, in the picture."""
        return self.commands.snapshot.plan(self.commands.session)

    @property
    def recorded(self) -> float:
        """Seconds that the take has, which is recorded now; 0 where none is."""
        begun = self._recording
        return 0.0 if begun is None else max(0.0, self.seen - begun)

    def press(self, note: int, on: bool) -> None:
        """Begin a note, or end it, on the channel of the mapping's first program."""
        channel = next((one for one in self.channels() if one != DRUM_CHANNEL), 1)
        session = self.commands.session
        session.ask(lambda: session.press(channel, note, on))

    def preview(self, path: Path) -> None:
        """Play a mapping, and have the performer's hands play it for `PREVIEW` seconds.

        Raises:
            PlayerError: it cannot be played, or there is no score.
        """
        mapping = load(path, self.taught)
        score = MappingScore(self.notices.say)
        score.follow(mapping)
        hands = ScoreHands(score(), PREVIEW, self.asked)
        self.commands.mappings.play(path)
        self.looping.play(Paced(hands))

    def listen(self, path: Path) -> None:
        """Play a take with the mapping that it was recorded with, or with that which plays.

        Raises:
            PlayerError: the take cannot be read, or its mapping not be played.
        """
        take = Take(path, self.notices.say)
        own = own_mapping(take.file, take.fingerprint, self.taught, self.notices.say, self.mapping.name)
        if own is not None and own != self.mapping.path:
            self.commands.mappings.play(own)
        self.looping.play(Paced(take))

    @property
    def signals(self) -> Signals:
        """What the hands, and whoever speaks to the set, say now."""
        gestures = self.view.gestures if self.view else None
        return gestures.signals if gestures else {}

    def waiting(self) -> float:
        """Seconds since the last frame; endless before the first."""
        return time.perf_counter() - self.seen if self.seen else float("inf")

    def sounding(self) -> tuple[tuple[int, int], ...]:
        """(channel, note) of what sounds or has just begun, sorted."""
        after = time.perf_counter() - FLASH
        struck = {note for note, at in tuple(self._struck.items()) if at > after}
        return tuple(sorted(struck | set(self.view.sounding if self.view else ())))

    def chord_name(self) -> str:
        """What is played now where it is a chord of the mapping, by the name that it has there; "" else."""
        owners, signals = self.commands.session.outputs.owners, self.signals
        own = self.mapping.scenes.get(self.view.scene if self.view else "", ())
        for control in (*own, *self.mapping.controls):
            if control.id not in owners:
                continue
            area = next(iter(control.areas(self.mapping.keys.get(control.id))), None)
            if control.chordal and isinstance(area, controls.Bands) and not area.whole:
                level = area.pitch.value(signals)
                if level == level:  # NaN where the hand has gone
                    place = int(max(0.0, min(1.0, level)) * len(area.names))
                    return area.names[min(place, len(area.names) - 1)]
        return ""

    def choose(self, change: Change) -> Taken:
        """Keep a choice of a page; see `DeviceSettings.choose`. The sound stays as it is.

        Raises:
            PlayerError: it cannot be kept.
        """
        taken = self.devices.choose(self.commands, self.looping, self.play_as, change)
        sound = self.sound.sound
        if sound is not None:
            self.sound.change(sound)
        return taken

    def become(self, player: str, profile: Profile) -> None:
        """Go on as the player who was just measured, and have the next session begin so.

        Raises:
            PlayerError: the choice cannot be kept; it is gone on as that player all the same.
        """
        try:
            self.choose(lambda playing: {"player": player})
        except PlayerError:
            self.play_as(profile)
            raise

    def keep(self, latency: CameraLatency) -> None:
        """Keep how old the camera's pictures are, as it was measured; the session goes by it from now on."""
        self.camera_latency = latency
        age = age_of(self.source, latency.rate, latency.lag, latency.error + latency.clock)
        if age is None or self.commands.ages is None:
            return
        try:
            self.commands.ages.keep(age)
        except PlayerError as error:
            self.notices.say(str(error))

    def _go_on_as(self, profile: Profile) -> None:
        self.exports.profile = self.thumbnails.profile = profile
        self.commands.play_as(profile)

    def _begun(self, source: Source) -> None:
        self.commands.recorder.fps = source.fps

    def channels(self) -> tuple[int, ...]:
        """The channels on which the mapping plays notes of a program, sorted."""
        played = (control.program_channel for control in self.mapping.everything)
        return tuple(sorted({channel for channel in played if channel is not None}))

    def save(self, path: Path, text: str) -> None:
        """Keep a text that is good; where its mapping is the one that is played, the watch plays it anew.

        Raises:
            PlayerError: it cannot be written, or is no good.
        """
        save(path, text)

    def toggle_record(self) -> None:
        """Begin a take among the player's own, after the count-in if any, or end the one that runs."""
        path = take_library.new_take()
        commands = self.commands

        def toggle() -> None:
            # Whether one runs is asked here: two quick clicks begin one take and end it.
            if commands.snapshot.recording:
                commands.recorder.end()
            else:
                commands.session.metronome.begin(lambda: commands.recorder.toggle(path))

        commands.session.ask(toggle)

    def close(self) -> None:
        """End what runs beside the set; nothing of it is left."""
        self.pictures.close()
        self.hearing.close()
        self.sound.level.close()
        self.exports.close()
        self.thumbnails.close()
