"""Villa Farola: a city that does not exist, with crime whose causes are known."""
