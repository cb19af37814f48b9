-- Records what arrives at one MIDI track until standard input ends. Run by prove.py.

io.stdout:setvbuf ("no")
local folder = os.getenv ("ARDOUR_PROOF") -- ardour7-lua hands no arguments on

local function wait_until (reached)
	repeat ARDOUR.LuaAPI.usleep (100000) until reached ()
end

assert (AudioEngine:set_backend ("JACK", "ardour", ""), "no JACK")
Session = assert (create_session (folder, "proof", 48000), "no session")
local one = ARDOUR.ChanCount (ARDOUR.DataType ("midi"), 1)
local tracks = Session:new_midi_track (one, one, true, ARDOUR.PluginInfo (), nil, nil, 1, "hands",
	ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true)
for track in tracks:iter () do
	track:rec_enable_control ():set_value (1, PBD.GroupControlDisposition.NoGroup)
end
Session:maybe_enable_record (false)
Session:request_roll (ARDOUR.TransportRequestSource.TRS_UI)
wait_until (function () return Session:actively_recording () and Session:transport_sample () > 0 end)
print ("recording")

io.stdin:read ("a")

Session:request_stop (false, false, ARDOUR.TransportRequestSource.TRS_UI)
wait_until (function () return not Session:transport_rolling () end)
ARDOUR.LuaAPI.usleep (1000000) -- the butler writes what is left
Session:save_state ("")
close_session ()
print ("closed")
