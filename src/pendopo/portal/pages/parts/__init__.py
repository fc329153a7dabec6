"""The parts page: every block of the look, in every state."""
