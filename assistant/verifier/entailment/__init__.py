"""How well evidence supports a claim, by a trained model."""
