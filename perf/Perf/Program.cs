using OpenSQT.Lmax.Perf.Scenes;
using OpenSQT.Lmax.Perf.Verbs;

return args is [StartProbe.Verb, var folder] ? StartProbe.Run(folder) : BenchCommand.Run(args);
