using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>
/// From a file and a command line to a <see cref="HostConfig"/>, in the language that the file asks for. A value that
/// cannot be read and a contradiction elsewhere in the file are reported together.
/// </summary>
public static class ConfigLoading
{
    /// <exception cref="ConfigException">With every fault that was found.</exception>
    public static HostConfig Load(
        string? file, IReadOnlyDictionary<string, (string Option, string Text)> overrides, RunSwitches switches) =>
        new HostConfigBuilder(Read(file, overrides), switches, Environment.GetEnvironmentVariable).Build();

    /// <summary>The valid values, and the faults of the others.</summary>
    public static ConfigValues Read(
        string? file, IReadOnlyDictionary<string, (string Option, string Text)> overrides)
    {
        ConfigValues values = new ConfigReader(Environment.GetEnvironmentVariable).Read(file, overrides);
        if (values.Text("system.language") is { } language and not "auto") Words.Language = language;
        return values;
    }
}
