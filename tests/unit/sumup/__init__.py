"""What the SumUp adapter makes of a merchant."""
