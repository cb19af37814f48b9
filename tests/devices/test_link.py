"""Ableton Link's own code at the other end, in a process of its own, on a network of these two alone."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

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

MEMBER = f"""
import fcntl, socket, struct, subprocess, sys, time
from gesture2midi.listen.link import Link
UP_LOOPBACK_MULTICAST = 0x1 | 0x8 | 0x1000
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", UP_LOOPBACK_MULTICAST))  # SIOCSIFFLAGS
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

OWN_NETWORK = ["unshare", "--map-root-user", "--net"]


def test_beat_and_tempo_are_those_of_another_member() -> None:
    if importlib.util.find_spec("link") is None:
        pytest.skip("the extra `link` is not installed")
    try:
        subprocess.run([*OWN_NETWORK, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no network of its own can be made here")
    done = subprocess.run(
        [*OWN_NETWORK, sys.executable, "-c", MEMBER], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("3 "), done.stdout
