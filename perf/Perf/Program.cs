using OpenSQT.Lmax.Perf.Verbs;

return BenchCommand.Run(args);
