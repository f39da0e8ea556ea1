"""容缺跟踪: what the hall is still owed, by its day; taken in, told again, extended, or drawn to its consequence."""
