"""What is seen besides the hands: the face and the body, where a mapping reads them."""
