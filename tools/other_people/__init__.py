"""Makes gesture2midi/gestures/custom/other_people.npz: hands of people who never taught."""
