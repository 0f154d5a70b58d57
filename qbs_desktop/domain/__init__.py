"""What is true: the field's terms, exact figures and rules. Standard library only."""
