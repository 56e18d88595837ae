"""What the assistant knows: curated entries, their sources, the words of the field, its own sentences."""
