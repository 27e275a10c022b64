using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Host.Checking;
using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Host.Running;
using OpenSQT.Lmax.Simulated;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary>
/// <c>opensqt check</c>: what a run with this configuration would do, without an order: settings, ladder, worst case,
/// and the engine's own pre-flight at the venue.
/// </summary>
public static class CheckVerb
{
    public static async Task<int> RunAsync(RunOptions options)
    {
        ConfigValues values = ConfigLoading.Read(options.ConfigFile, options.Overrides);
        var switches = new RunSwitches(options.NewGrid, options.AdoptPosition);
        HostConfig config = new HostConfigBuilder(values, switches, Environment.GetEnvironmentVariable).Build();
        foreach (string note in config.Notes) Console.Error.WriteLine(note);
        var settings = new ResolvedSettings(values, config.Exchange);
        if (!options.Json) Console.Out.WriteLine(settings.ToText());

        await using SimulatedVenue? embedded = config.IsSimulated
            ? await EmbeddedVenue.StartAsync(
                EmbeddedVenue.OptionsOf(config.Simulated, config.Symbol, dataDirectory: null, port: 0))
            : null;
        using IVenueProtocol protocol = VenueConnection.ProtocolOf(config, embedded);
        using var start = new ReadOnlyStart();
        await Task.Run(() => start.Run(config, VenueConnection.EndpointsOf(config, embedded), protocol));
        var report = new CheckReport(start, config.VenueName);
        Console.Out.WriteLine(options.Json ? Json(settings, report) : report.ToText());
        return report.IsAccepted ? ExitCode.Ok : ExitCode.Refused;
    }

    private static string Json(ResolvedSettings settings, CheckReport report) => JsonLine.Of(line =>
    {
        report.WriteTo(line);
        settings.WriteTo(line);
    });
}
