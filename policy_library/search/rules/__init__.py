"""What is asked, how it is ranked, and what is answered."""
