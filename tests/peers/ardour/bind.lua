-- Makes a session with one track, "hands", and a reverb on it. Run by bind.py.

local folder = os.getenv ("ARDOUR_PROOF") -- ardour7-lua hands no arguments on

assert (AudioEngine:set_backend ("JACK", "ardour", ""), "no JACK")
Session = assert (create_session (folder, "proof", 48000), "no session")
local tracks = Session:new_audio_track (2, 2, nil, 1, "hands", ARDOUR.PresentationInfo.max_order,
	ARDOUR.TrackMode.Normal, true)
for track in tracks:iter () do
	local reverb = ARDOUR.LuaAPI.new_plugin (Session, "urn:ardour:a-reverb", ARDOUR.PluginType.LV2, "")
	assert (not reverb:isnil (), "no reverb")
	assert (track:add_processor_by_index (reverb, 0, nil, true) == 0, "the reverb cannot be added")
end
Session:save_state ("")
close_session ()
