"""Ableton Link's own code at the other end, and Pure Data; each in a process and on a network of its own."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from needed import missing

PEER = """
import sys, time
import link
session = link.Link(120.0)
session.startStopSyncEnabled = session.enabled = True
playing = False
while True:
    if session.numPeers() and not playing:
        playing = True
        state = session.captureAppSessionState()
        state.setTempo(107.0, session.clock().micros())
        state.setIsPlaying(True, session.clock().micros())
        session.commitAppSessionState(state)
    micros, now = session.clock().micros(), time.perf_counter()
    print(now, session.captureAppSessionState().phaseAtTime(micros, 4), flush=True)
    time.sleep(0.05)
"""

ALONE = """
import fcntl, socket, struct, subprocess, sys, time
from gesture2midi.io.link import Link
UP_LOOPBACK_MULTICAST = 0x1 | 0x8 | 0x1000
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", UP_LOOPBACK_MULTICAST))  # SIOCSIFFLAGS
"""

MEMBER = f"""{ALONE}
peer = subprocess.Popen([sys.executable, "-c", {PEER!r}], stdout=subprocess.PIPE, text=True)
session = Link()
end = time.monotonic() + 60
agreed = 0
try:
    while agreed < 3 and time.monotonic() < end:
        at, bar = map(float, peer.stdout.readline().split())
        told = session.hear(at)
        off = abs(told["clock.bar"] * 4 - bar) if told.get("clock.running") else 2
        right = abs(told.get("clock.tempo", 0) - 107) < 0.01 and min(off, 4 - off) < 0.01
        agreed = agreed + 1 if right else 0
finally:
    peer.kill()
    session.close()
print(agreed, told, bar)
"""

PURE_DATA = f"""{ALONE}
import link
pd = subprocess.Popen(sys.argv[1:], stderr=subprocess.PIPE)
session, another = Link(), link.Link(120.0)
another.enabled = True
end = time.monotonic() + 60
sent, tempo = False, 0.0
try:
    while abs(tempo - 93) > 0.01 and time.monotonic() < end:
        tempo = session.hear(time.perf_counter()).get("clock.tempo", 0.0)
        if another.numPeers() == 2 and not sent:
            sent = True
            state = another.captureAppSessionState()
            state.setTempo(107.0, another.clock().micros())
            another.commitAppSessionState(state)
        time.sleep(0.05)
finally:
    pd.terminate()
    said = pd.communicate()[1].decode()
    session.close()
print(round(tempo), "tempo: 107" in said, said)
"""

EXTERNAL = Path("/usr/lib/pd/extra/abl_link~")
PATCH = Path(__file__).with_name("link.pd")  # it joins, and answers a tempo of 100 to 110 with 93

OWN_NETWORK = ["unshare", "--map-root-user", "--net"]


def told(code: str, *words: str) -> str:
    """What a member prints that is run on a network of its own."""
    if importlib.util.find_spec("link") is None:
        pytest.skip("the extra `link` is not installed")
    try:
        subprocess.run([*OWN_NETWORK, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no network of its own can be made here")
    done = subprocess.run(
        [*OWN_NETWORK, sys.executable, "-c", code, *words], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_beat_and_tempo_are_those_of_another_member() -> None:
    said = told(MEMBER)
    assert said.startswith("3 "), said


def test_pure_data_hears_the_session_and_is_heard() -> None:
    if shutil.which("pd") is None or not EXTERNAL.exists():
        missing("Pure Data and its abl_link~ (puredata-core, pd-ableton-link) are not installed")
    quiet = ["-nogui", "-noaudio", "-nomidi", "-stderr"]
    said = told(PURE_DATA, "pd", *quiet, "-path", str(EXTERNAL), "-lib", "abl_link~", "-open", str(PATCH))
    assert said.startswith("93 True"), said
