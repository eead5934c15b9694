"""What is right in each chapter's exercises, and what leads to the likeliest wrong answers: a function an exercise."""
