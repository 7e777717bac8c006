"""How a verdict is completed by the register of seals, and how it is told."""
