"""English: everything that Finny and the insights say, and the words by which they understand; no rule but grammar."""
