"""How knowledge changes while the assistant runs: learnt, drafted, checked, published, taken back."""
