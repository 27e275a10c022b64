using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Host.Running;
using OpenSQT.Lmax.Simulated;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary><c>opensqt venue</c>: the simulated venue alone, until a signal.</summary>
public static class VenueVerb
{
    public static async Task<int> RunAsync(
        int port, string? configFile, IReadOnlyDictionary<string, (string Option, string Text)> overrides)
    {
        ConfigValues values = new ConfigReader(Environment.GetEnvironmentVariable).Read(configFile, overrides);
        using var stop = new StopSignals("stopping the venue");
        SimulatedVenueOptions options = EmbeddedVenue.OptionsOf(
            SimulatedMarket.From(values), values.Text("trading.symbol")!, values.Text("journal.dir"), port);
        await using SimulatedVenue venue = await EmbeddedVenue.StartAsync(options);
        Print(venue);
        await Task.Delay(Timeout.Infinite, stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        return ExitCode.Ok;
    }

    private static void Print(SimulatedVenue venue)
    {
        string rest = venue.BaseAddress.ToString().TrimEnd('/');
        string stream = "ws" + rest["http".Length..];
        Console.Out.WriteLine($"REST              {rest}");
        Console.Out.WriteLine($"streams           {stream}/public {stream}/market {stream}/private");
        Console.Out.WriteLine($"trade on it with  opensqt run --venue-url {rest} and these keys:");
        Console.Out.WriteLine($"{HostConfigBuilder.KeyVariable}={venue.ApiKey}");
        Console.Out.WriteLine($"{HostConfigBuilder.PassphraseVariable}={venue.Passphrase}");
        Console.Out.WriteLine($"{HostConfigBuilder.SecretVariable}={venue.ApiSecret}");
    }
}
