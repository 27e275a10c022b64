using OpenSQT.Lmax.Perf.Scenes;
using OpenSQT.Lmax.Perf.Verbs;

return args switch
{
    [StartProbe.Verb, var folder] => StartProbe.Run(folder),
    [FirstOrdersProbe.Verb, var folder, var how] => FirstOrdersProbe.Run(folder, how == FirstOrdersProbe.Rehearsed),
    _ => BenchCommand.Run(args),
};
