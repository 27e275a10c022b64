using OpenSQT.Lmax.Host.Inspection;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary><c>opensqt report</c>: what a journal has earned, by day.</summary>
public static class ReportVerb
{
    public static int Run(string directory, bool json)
    {
        TradingReport report = TradingReport.Of(directory);
        if (json) Console.Out.WriteLine(report.ToJson());
        else Console.Out.Write(report.ToText());
        return ExitCode.Ok;
    }
}
