Console.Error.WriteLine("opensqt: no verbs yet");
return 2;
