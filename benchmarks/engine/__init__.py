"""From a picture to its messages: time, cost and evenness."""
