"""What the stored conversations tell, as far as it may be shown: figures, groups of questions, reports."""
