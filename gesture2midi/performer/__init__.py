"""The virtual performer: a drawn hand that plays a score before the camera, with ground truth."""
