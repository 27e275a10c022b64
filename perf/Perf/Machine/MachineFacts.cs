using System.Globalization;
using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;
using OpenSQT.Lmax.Gateways.Pipeline;

namespace OpenSQT.Lmax.Perf.Machine;

/// <summary>Where a figure was measured, and with what.</summary>
public sealed record MachineFacts(
    string Cpu, int Cores, string Os, string Runtime, string Commit, string Gc, DateTime MeasuredAt)
{
    public static MachineFacts Read() => new(
        CpuName(),
        Math.Max(1, ThreadPlacement.AllowedCores().Count),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        BuiltFrom(),
        (GCSettings.IsServerGC ? "server" : "workstation") + ", not concurrent",
        DateTime.UtcNow);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Cpu}, {Cores} cores, {Os}, {Runtime}, GC {Gc}, commit {Commit}, {MeasuredAt:yyyy-MM-dd HH:mm} UTC");

    private static string CpuName()
    {
        const string source = "/proc/cpuinfo";
        string? line = File.Exists(source)
            ? File.ReadLines(source).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?[(line.IndexOf(':') + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    /// <summary>The SDK writes the commit behind the version when it builds inside a repository.</summary>
    private static string BuiltFrom()
    {
        string version = typeof(MachineFacts).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        int plus = version.IndexOf('+');
        return plus < 0 ? "unknown" : version[(plus + 1)..];
    }
}
