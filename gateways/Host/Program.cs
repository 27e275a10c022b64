using OpenSQT.Lmax.Host.Verbs;

try
{
    return await CommandTree.RunAsync(args);
}
catch (Exception fault)
{
    return FaultReport.Report(fault, Console.Error);
}
